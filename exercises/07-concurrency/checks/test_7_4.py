"""7.4: stop cleanly."""

from __future__ import annotations

from typing import Any

PATIENCE_S = 0.3
LIMIT = 2
"""Twice as many are fewer than asyncio's own pool of threads has on any machine (the number of cores and 4)."""
LOOKING_S = 5.0
"""Longer than the probe gives threads to end."""


def test_a_revoked_key_stops_everything(desk: Any) -> None:
    suppliers = desk.suppliers(24)
    server = suppliers.server
    suppliers.refuses = True
    did = f"called fetch_all with 24 URLs and limit={LIMIT}; the suppliers answered 401"
    desk.told(did=did)
    call, watch = desk.ask_and_look(suppliers, limit=LIMIT)
    watch.until(lambda: len(server.held) >= LIMIT, PATIENCE_S)
    first = suppliers.at(suppliers.paths[0])
    server.let_go(*([arrival for arrival in server.held if first(arrival)] or server.held[:1]))
    watch.at_rest()  # the answer has been read, and whoever wants to stop has had the time to
    server.open()
    seen = desk.end(call, suppliers, LOOKING_S)
    desk.told(
        did=did,
        saw=f"it raised {seen['raised'][0]}" if seen["raised"] else "it returned as if nothing had happened",
        means="401 means that the key is not valid any more. There must be an AuthError, for the whole call.",
    )
    assert seen["refused"]
    desk.told(
        did=did,
        saw=f"{len(server.arrivals)} requests were sent; {2 * LIMIT} would be twice the limit",
        means="Your program went on with a key that it knew to be revoked. Suppliers block whoever does that.",
    )
    assert len(server.arrivals) <= 2 * LIMIT


def test_nothing_outlives_the_call(desk: Any) -> None:
    desk.subject.restart()  # what an earlier call has left does not count as there before
    for refuses in (False, True):
        suppliers = desk.suppliers(8)
        suppliers.refuses = refuses
        suppliers.server.open()
        did = f"called fetch_all with 8 URLs{', which all answered 401' if refuses else ''}, and looked for its threads"
        desk.told(did=did)
        call, _ = desk.ask_and_look(suppliers, limit=LIMIT)
        left = desk.end(call, suppliers, LOOKING_S)["left"]
        desk.told(
            did=did,
            saw=f"{left} of them were still there 3 seconds later",
            means="Each call leaves some behind. After a week the program cannot start a thread any more.",
        )
        assert not left
