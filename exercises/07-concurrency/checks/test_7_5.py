"""7.5: don't hold the event loop hostage."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Response, SubjectRaised

PATIENCE_S = 0.3
TICKS = 5
LIMIT = 3
TIMEOUTS_S = (0.1, 0.6, 3.0)
"""Where a short one does not do, because the machine is busy perhaps, a longer one decides."""
FOR_EVER_S = 1.5
"""A program that has been asleep for so much longer than its timeout has none."""


def test_the_loop_goes_on(desk: Any) -> None:
    suppliers = desk.suppliers(8)
    server = suppliers.server
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        server.stir()

    did = f"awaited refresh beside a clock, and answered when the clock had ticked {TICKS} times"
    desk.told(did=did)
    call, watch = desk.ask_the_loop(suppliers, limit=LIMIT, tick=tick)
    watch.until(lambda: bool(server.held), PATIENCE_S)
    began = ticks
    alive = watch.until(lambda: ticks >= began + TICKS, PATIENCE_S) or not server.held
    counted = ticks - began
    server.open()
    desk.end(call, suppliers)
    desk.told(
        did=did,
        saw=f"the clock ticked {counted} times, and then everything stood still: the loop's thread slept in your code",
        means="While you fetch, no other task of the program runs: no screen, no request, no heartbeat.",
    )
    assert alive


def test_refresh_keeps_the_contract(desk: Any) -> None:
    suppliers = desk.suppliers(8)
    server = suppliers.server
    did = f"awaited refresh with 8 URLs and limit={LIMIT}; the supplier of the first URL answered last"
    desk.told(did=did)
    call, watch = desk.ask_the_loop(suppliers, limit=LIMIT)
    full = watch.until(lambda: len(server.held) >= LIMIT, PATIENCE_S)
    watch.at_rest()
    server.open(but=suppliers.at(suppliers.paths[0]))
    watch.at_rest()
    server.open()
    results = desk.end(call, suppliers)
    means = "refresh has the same contract as fetch_all"
    saw = f"as many as {server.peak} requests were under way at the same time"
    desk.told(did=did, saw=saw, means=f"{means}: never more than limit at once, counted by one semaphore for all.")
    assert server.peak <= LIMIT
    saw = f"never more than {server.peak} requests were under way; then it slept"
    desk.told(did=did, saw=saw, means=f"{means}: as many as limit at once.")
    assert full
    saw = "the results are not those of the URLs, in their order"
    desk.told(did=did, saw=saw, means=f"{means}: one Result for each URL, in the order of the URLs.")
    assert [tuple(result) for result in results] == suppliers.expected


def test_refresh_survives_bad_suppliers(desk: Any) -> None:
    for timeout in TIMEOUTS_S:
        suppliers = desk.suppliers(3)
        # Two take both places first. When they are over, two more do, whose turn has come at the same moment as that of
        # the good ones: whoever counts the waiting has no time left for those, however slowly the first ones began.
        hanging = [f"/hang-{number}" for number in range(4)]
        bad = [
            *(suppliers.trouble(path, Response(drop=True)) for path in hanging),
            suppliers.trouble("/error", Response.json({"error": "out of order"}, status=500)),
        ]
        did = f"awaited refresh with limit=2, timeout={timeout:g}: four suppliers hang, one answers 500, three are good"
        desk.told(did=did)
        suppliers.server.open(but=suppliers.at(*hanging))
        call, watch = desk.ask_the_loop(suppliers, limit=2, urls=[*bad, *suppliers.urls], timeout=timeout)
        watch.at_rest(timeout + FOR_EVER_S)
        ended = call.done()
        suppliers.server.close()
        desk.told(
            did=did,
            saw="it was still asleep seconds later, waiting for a supplier that says nothing",
            means="refresh has the same contract as fetch_all: one bad supplier is one bad result.",
        )
        assert ended
        results = [tuple(result) for result in desk.end(call, suppliers)]
        good = results[len(bad) :] == suppliers.expected
        told = len(results) == len(bad) + 3 and all(
            value is None and isinstance(error, str) and error for _, value, error in results[: len(bad)]
        )
        if good and told:
            break
    desk.told(
        did=did,
        saw="a good supplier's result is missing" if not good else "a bad supplier's result has a value, or no error",
        means="refresh has the same contract as fetch_all. Waiting for a free place is not being late.",
    )
    assert good
    assert told


def test_refresh_refuses_a_revoked_key(desk: Any) -> None:
    suppliers = desk.suppliers(24)
    server = suppliers.server
    suppliers.refuses = True
    did = f"awaited refresh with 24 URLs and limit={LIMIT}; the suppliers answered 401"
    desk.told(did=did)
    call, watch = desk.ask_the_lasting_loop(suppliers, limit=LIMIT)
    watch.until(lambda: len(server.held) >= LIMIT, PATIENCE_S)
    first = suppliers.at(suppliers.paths[0])
    server.let_go(*([arrival for arrival in server.held if first(arrival)] or server.held[:1]))
    watch.at_rest()  # the answer has been read, and whoever wants to stop has had the time to
    server.open()
    try:
        refused = desk.end(call, suppliers)
        saw = "it returned as if nothing had happened"
    except SubjectRaised as error:
        refused, saw = False, f"it raised {error.name}"
    desk.told(did=did, saw=saw, means="refresh has the same contract as fetch_all: an AuthError, and no other.")
    assert refused
    desk.watch(suppliers).at_rest()
    desk.told(
        did=did,
        saw=f"{len(server.arrivals)} requests were sent; {2 * LIMIT} would be twice the limit",
        means="The key is revoked, and the tasks that refresh has left behind go on with it. Cancel them.",
    )
    assert len(server.arrivals) <= 2 * LIMIT


def test_cancelling_stops_it(desk: Any) -> None:
    suppliers = desk.suppliers(24)
    server = suppliers.server
    did = f"began refresh with 24 URLs and limit={LIMIT}, and cancelled it with requests under way"
    desk.told(did=did)
    call = desk.subject.begin("stock_sync:refresh", suppliers.urls, limit=LIMIT, timeout=20.0)
    watch = desk.watch(suppliers, call)
    watch.until(lambda: len(server.held) >= LIMIT, PATIENCE_S)
    watch.at_rest()
    before = len(server.arrivals)
    call.cancel()
    desk.watch(suppliers).at_rest()  # it has heard of it
    server.open()
    try:
        desk.end(call, suppliers)
        cancelled, saw = False, "it returned as if nothing had happened"
    except SubjectRaised as error:
        cancelled, saw = error.is_a("asyncio:CancelledError"), f"it raised {error.name} instead of CancelledError"
    desk.told(did=did, saw=saw, means="Whoever cancels waits for CancelledError: to shut down, or to keep a deadline.")
    assert cancelled
    desk.watch(suppliers).at_rest()
    more = len(server.arrivals) - before
    desk.told(
        did=did,
        saw=f"{more} more requests were sent after that",
        means="The work that nobody wants any more goes on behind the program's back.",
    )
    assert not more
