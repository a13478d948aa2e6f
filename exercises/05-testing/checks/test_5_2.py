"""5.2: tests that can fail."""

from __future__ import annotations

from typing import Any

MOST_NAMES = 6
"""How many tests a message names."""


def test_green_on_right_code(judged: Any) -> None:
    means = (
        "A test says what should be, and the house rules say that. Where the program breaks them, believe the rules."
    )
    did = "ran all your tests on a checkout that keeps every house rule"
    right = judged.runs(())["right"]
    judged.is_green(right, did, means)
    for test in right.tests.values():
        judged.told(
            did=did,
            saw=f"{test.function} was skipped, or expected to fail",
            means="A test that does not run guards nothing. Mend it or delete it.",
        )
        assert test.result == "passed"


def test_every_function_is_guarded(judged: Any) -> None:
    gutted = judged.plans.GUTTED
    alive = judged.survivors(gutted)
    judged.told(
        did=f"emptied {len(gutted)} functions of the checkout, one after the other, and ran your tests each time",
        saw=f"everything stayed green when {alive[0].says}" if alive else "",
        means="Somebody could delete the body of that function, and your tests would let it go to the shop.",
    )
    assert not alive


def test_every_test_can_fail(judged: Any) -> None:
    tests = judged.runs(())["right"].tests
    judged.told(
        did="ran all your tests", saw="there was none", means="pytest takes functions test_... in files test_*.py"
    )
    assert tests
    never = [test.function for test in judged.never_red()]
    count = len(judged.plans.FAULTS) + len(judged.plans.RUINS) + len(judged.plans.ODDITIES)
    more = f" (and {len(never) - MOST_NAMES} more)" if len(never) > MOST_NAMES else ""
    judged.told(
        did=f"ran your tests on {count} broken checkouts, in one of which nothing works any more",
        saw=f"{', '.join(never[:MOST_NAMES])}{more} never went red",
        means="Either such a test cannot fail: then it tells you nothing. Or it tests something that I do not break: "
        "then it is not in the house rules.",
    )
    assert not never
