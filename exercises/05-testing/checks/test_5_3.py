"""5.3: the two bugs, pinned by tests and mended."""

from __future__ import annotations

import random
from typing import Any

from prodtutor.checkkit import Subject, Told


def test_the_old_bugs_turn_it_red(judged: Any) -> None:
    for bug in judged.plans.OLD_BUGS:
        alive = judged.survivors((bug,))
        judged.told(
            did="put one old bug back into a right checkout, and ran your tests",
            saw=f"everything stayed green, although {bug.says}" if alive else "",
            means="What was wrong once comes back once more. A test is what stops it at the door.",
        )
        assert not alive


def test_the_checkout_keeps_the_rules(
    subject: Subject, told: Told, house: Any, probes: Any, draw: random.Random
) -> None:
    cases = _cases(house, draw)
    told(did="asked your checkout what some baskets cost")
    answers = subject.probe(probes.ask, cases)
    for (function, arguments), answer in zip(cases, answers, strict=True):
        wanted = house.answer(function, arguments)
        shown = ", ".join(map(repr, arguments))
        got = answer[0] if isinstance(answer, list) else repr(answer)
        told(
            did=f"called {function}({shown})"[:200],
            saw=f"it raised {got}" if isinstance(answer, list) else f"it returned {got}",
            means=f"By the house rules it is {wanted}.",
        )
        if isinstance(wanted, str):
            assert isinstance(answer, list)
            assert wanted in answer
        else:
            assert type(answer) is int
            assert answer == wanted


def _cases(house: Any, draw: random.Random) -> list[tuple[str, list[Any]]]:
    def lines(least: int, most: int) -> Any:
        return house.basket(draw, least, most, "DE", None).lines

    small = draw.randrange(1, 500)
    order = f"o-{draw.randrange(100, 999)}"
    bad = [("CUP", draw.choice([0, -1, -draw.randrange(2, 9)]), 450)]
    return [
        ("total", [lines(5000, 5550), "DE", "TEA10"]),
        ("total", [lines(5000, 5499), "DE", "WELCOME5"]),
        ("discount", [small, "WELCOME5"]),
        ("total", [[("SPOON", 1, small)], "DE", "WELCOME5"]),
        ("total", [lines(5600, 9000), "DE", "TEA10"]),
        ("total", [lines(1000, 9000), draw.choice(["AT", "FR"]), None]),
        ("total", [lines(1000, 4000)]),
        ("subtotal", [lines(1000, 9000)]),
        ("subtotal", [[]]),
        ("subtotal", [bad]),
        ("discount", [draw.randrange(60, 900) * 10 + 5, draw.choice(["tea10", " TEA10 "])]),
        ("discount", [draw.randrange(600, 9000), None]),
        ("discount", [draw.randrange(600, 9000), f"TEA{draw.randrange(11, 99)}"]),
        ("shipping", [4999, "DE"]),
        ("shipping", [5000, "DE"]),
        ("shipping", [5000, "AT"]),
        ("refund", [1000, draw.randrange(1, 7), 7, [], order, "manager"]),
        ("refund", [1000, 8, 7, [], order, "manager"]),
        ("refund", [1000, 0, 7, [], order, "manager"]),
        ("refund", [1000, 1, 7, [order], order, "manager"]),
        ("refund", [1000, 1, 7, [], order, "clerk"]),
    ]


def test_your_tests_pass_on_your_checkout(judged: Any) -> None:
    judged.green(
        "own",
        "ran all your tests on your own checkout",
        "Tests that stay red are soon ignored, all of them. Mend what they have found.",
    )
