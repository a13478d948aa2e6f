"""7.6: shared stock, no race."""

from __future__ import annotations

from typing import Any

STOCK, QTY = 5, 3
MEANS = "Two customers have paid for the same notebook. It happens on the busiest day of the year, and in no test run."


def test_no_moment_loses_a_sale(desk: Any) -> None:
    did = f"stopped seller A at each step of reserving {QTY} of {STOCK}, and let seller B reserve {QTY} meanwhile"
    desk.told(did=did)

    def wrong(outcome: Any) -> bool:
        left = STOCK - QTY * [outcome.one, outcome.other].count(True)
        return outcome.stuck or left < 0 or outcome.after != left

    _tell(desk, did, desk.search(wrong, desk.probes.two_sellers, {"k-1": STOCK}, "k-1", QTY), MEANS)


def test_nobody_is_turned_away(desk: Any) -> None:
    few = STOCK - QTY
    did = f"stopped seller A at each step of reserving {few} of {STOCK}, and let seller B reserve {few} meanwhile"
    desk.told(did=did)

    def wrong(outcome: Any) -> bool:
        return outcome.stuck or (outcome.one, outcome.other, outcome.after) != (True, True, STOCK - 2 * few)

    means = "A customer was turned away though there was enough, or the books do not say what was sold."
    _tell(desk, did, desk.search(wrong, desk.probes.two_sellers, {"k-1": STOCK}, "k-1", few), means)


def test_no_level_is_below_nothing(desk: Any) -> None:
    many = STOCK + 1
    did = f"stopped seller A at each step of reserving {many} of {STOCK}, and looked at the level meanwhile"
    desk.told(did=did)

    def wrong(outcome: Any) -> bool:
        return isinstance(outcome.other, int) and outcome.other < 0

    found = desk.search(wrong, desk.probes.seller_and_viewer, {"k-1": STOCK}, "k-1", many)
    if found is None:
        return
    desk.told(
        did=did,
        saw=f"the level was {found.outcome.other!r} for a moment. {desk.story(found)}",
        means="A shop cannot own less than nothing. Look before you take, and let nobody look in between.",
    )
    raise AssertionError(desk.story(found, most=100) if len(found.lines) > 11 else "")


def _tell(desk: Any, did: str, found: Any, means: str) -> None:
    """Fail with the story of an interleaving, if there is one."""
    if found is None:
        return
    outcome = found.outcome
    saw = f"reserve returned {outcome.one!r} and {outcome.other!r}, and level says {outcome.after!r}"
    if outcome.stuck:
        saw = "not all of them came to an end: they wait for each other, or for a lock that nobody gives back"
        means = "The shop stands still until somebody restarts it."
    elif str(outcome.one).startswith("raised") or str(outcome.other).startswith("raised"):
        means = "An error in the middle of a sale."
    desk.told(did=did, saw=f"{saw}. {desk.story(found)}", means=means)
    raise AssertionError(desk.story(found, most=100) if len(found.lines) > 11 else "")


def test_five_pieces_are_sold_five_times(desk: Any) -> None:
    did = "let 32 threads reserve one piece each, of 5"
    desk.told(did=did)
    desk.subject.timeout = 20.0
    seen = desk.subject.probe(desk.probes.sell_at_once, {"k-1": 5}, "k-1", 32)
    if seen["stuck"] or not seen["end"]:
        desk.subject.restart()
    sold, end = seen["sold"].count(True), (seen["end"] or ["?"])[0]
    desk.told(
        did=did,
        saw=f"{seen['stuck']} of them never came back",
        means="They wait for a lock that nobody gives back. The shop stands still until somebody restarts it.",
    )
    assert not seen["stuck"]
    assert seen["end"]
    desk.told(did=did, saw=f"reserve raised {seen['raised']}", means="Sold out is no error: reserve returns False.")
    assert not seen["raised"]
    means = MEANS if sold > 5 else "Five pieces, five sales."
    desk.told(did=did, saw=f"{sold} were sold, and {end} are left", means=means)
    assert (sold, end) == (5, 0)
    least = min(seen["seen"], default=0)
    desk.told(did=did, saw=f"the level was {least} for a moment", means="A shop cannot own less than nothing.")
    assert least >= 0
