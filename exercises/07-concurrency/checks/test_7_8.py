"""Beyond: two stocks, two locks."""

from __future__ import annotations

from typing import Any

STOCK, QTY = 5, 3


def test_transfers_never_wait_for_each_other(desk: Any) -> None:
    did = "stopped a transfer from shop A to shop B at each of its steps, and began one from B to A meanwhile"
    desk.told(did=did)

    def wrong(outcome: Any) -> bool:
        return outcome.stuck or (outcome.one, outcome.other, outcome.after) != (True, True, [STOCK, STOCK])

    found = desk.search(wrong, desk.probes.two_transfers, {"k-1": STOCK}, "k-1", 2)
    if found is None:
        return
    outcome = found.outcome
    saw = f"transfer returned {outcome.one!r} and {outcome.other!r}, and the levels are {outcome.after!r}"
    means = "Pieces came out of nothing, or were lost on the way."
    if outcome.stuck:
        saw = "they waited for ever, for a lock that the other one holds, or that the same one has taken already"
        means = "No error, no log line, no processor time: both shops stand still."
    desk.told(did=did, saw=f"{saw}. {desk.story(found)}", means=means)
    raise AssertionError(desk.story(found, most=100) if len(found.lines) > 11 else "")


def test_a_transfer_is_no_race(desk: Any) -> None:
    did = f"stopped a transfer of {QTY} of {STOCK} at each of its steps, and let a seller reserve {QTY} meanwhile"
    desk.told(did=did)

    def wrong(outcome: Any) -> bool:
        moved, sold = outcome.one is True, outcome.other is True
        left = [STOCK - QTY * moved - QTY * sold, STOCK + QTY * moved]
        return outcome.stuck or min(left) < 0 or outcome.after != left

    found = desk.search(wrong, desk.probes.transfer_and_sale, {"k-1": STOCK}, "k-1", QTY, False)
    _tell_sale(desk, did, found, "The same piece was sold here and sent there.")


def test_what_has_not_come_is_not_sold(desk: Any) -> None:
    many = STOCK + 1
    did = f"stopped a transfer of {many} of {STOCK} at each of its steps; meanwhile a seller of the other shop, "
    did += f"which has {STOCK} as well, reserved {many}"
    desk.told(did=did)

    def wrong(outcome: Any) -> bool:
        return outcome.stuck or (outcome.one, outcome.other, outcome.after) != (False, False, [STOCK, STOCK])

    found = desk.search(wrong, desk.probes.transfer_and_sale, {"k-1": STOCK}, "k-1", many, True)
    _tell_sale(desk, did, found, "Pieces were sold that never came. First take them from the one, then give them.")


def _tell_sale(desk: Any, did: str, found: Any, means: str) -> None:
    """Fail with the story of an interleaving of a transfer and a sale, if there is one."""
    if found is None:
        return
    outcome = found.outcome
    saw = f"transfer returned {outcome.one!r}, reserve {outcome.other!r}, and the levels are {outcome.after!r}"
    if outcome.stuck:
        saw = "not both came to an end: they wait for each other, or for a lock that is never given back"
        means = "Both shops stand still until somebody restarts them."
    desk.told(did=did, saw=f"{saw}. {desk.story(found)}", means=means)
    raise AssertionError(desk.story(found, most=100) if len(found.lines) > 11 else "")


def test_what_is_not_there_is_not_moved(desk: Any) -> None:
    did = f"asked for a transfer of {STOCK + 1} of {STOCK}, then of {STOCK}"
    desk.told(did=did)
    seen = desk.subject.probe(desk.probes.transfer_twice, {"k-1": STOCK}, "k-1", STOCK + 1, STOCK)
    desk.told(
        did=did, saw="it never came back", means="It waits for a lock that it has taken itself: that is for ever."
    )
    if seen["stuck"]:
        desk.subject.restart()
    assert not seen["stuck"]
    desk.told(did=did, saw=f"it raised {seen['raised']}", means="Not enough is no error: transfer returns False.")
    assert not seen["raised"]
    desk.told(
        did=did,
        saw=f"transfer returned {seen['returned']}, and the levels were {seen['levels']}",
        means="Either all pieces move, and it returns True, or none does, and it returns False.",
    )
    assert seen["returned"] == [False, True]
    assert seen["levels"] == [[STOCK, STOCK], [0, 2 * STOCK]]
