"""7.1: overlap the waiting."""

from __future__ import annotations

from collections import Counter
from typing import Any

PATIENCE_S = 0.3


def test_requests_are_under_way_at_the_same_time(desk: Any) -> None:
    suppliers = desk.suppliers(12)
    did = "called fetch_all with 12 URLs and limit=4, and kept the first request waiting"
    desk.told(did=did)
    call, watch = desk.ask(suppliers, limit=4, read=False)
    watch.until(lambda: len(suppliers.server.held) >= 2, PATIENCE_S)
    peak = suppliers.server.peak
    suppliers.server.open()
    desk.end(call, suppliers)
    desk.told(
        did=did,
        saw=f"never more than {peak} request under way: your program slept until I answered",
        means="Each supplier's waiting time is added to the next one's. `async` or a thread alone overlaps nothing.",
    )
    assert max(peak, suppliers.server.peak) >= 2


def test_results_come_in_the_order_of_the_urls(desk: Any) -> None:
    suppliers = desk.suppliers(12)
    first = suppliers.at(suppliers.paths[0])
    did = "called fetch_all with 12 URLs and limit=4; the supplier of the first URL answered last"
    desk.told(did=did)
    call, watch = desk.ask(suppliers, limit=4)
    suppliers.server.open(but=first)
    watch.until(lambda: len(suppliers.server.arrivals) == 12 and len(suppliers.server.held) == 1)
    watch.at_rest()
    suppliers.server.open()
    results = desk.end(call, suppliers)
    asked = {url: number for number, url in enumerate(suppliers.urls, 1)}
    order = [asked.get(url, "?") for url, _, _ in results]
    desk.told(
        did=did,
        saw=f"the results are those of the URLs number {order}",
        means="Whoever pairs results with URLs by their place gets another supplier's stock, on busy days only.",
    )
    assert order == list(range(1, 13))
    wrong = [
        number for number, (got, wanted) in enumerate(zip(results, suppliers.expected, strict=True), 1) if got != wanted
    ]
    desk.told(
        did=did,
        saw=f"result {wrong[:1]} has not the url, the value and the error (None) that belong there" if wrong else "",
        means="A Result has the URL as it was given, the answer's JSON object as value, and None as error.",
    )
    assert not wrong
    sent = Counter((arrival.method, arrival.path) for arrival in suppliers.server.arrivals)
    odd = [f"{method} {path}, {times} times" for (method, path), times in sent.items() if (method, times) != ("GET", 1)]
    desk.told(
        did=did,
        saw=f"{len(odd)} were not asked once with GET: {odd[0]}" if odd else "",
        means="A request may cost money or a place in the queue. Every URL is asked once, with GET.",
    )
    assert not odd
