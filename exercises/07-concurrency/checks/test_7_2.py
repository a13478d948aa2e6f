"""7.2: never more than the limit."""

from __future__ import annotations

from typing import Any

PATIENCE_S = 0.3


def test_never_more_than_the_limit(desk: Any) -> None:
    for limit in (3, 5, 1):
        suppliers = desk.suppliers(12)
        server = suppliers.server
        did = f"called fetch_all with 12 URLs and limit={limit}, and let the requests wait"
        desk.told(did=did)
        call, watch = desk.ask(suppliers, limit=limit, read=False)
        watch.at_rest()
        if limit > 1 and server.peak <= limit:  # what comes when one of the first wave has been answered?
            server.let_go(*server.held[:1])
            watch.at_rest()
        server.open()
        desk.end(call, suppliers)
        desk.told(
            did=did,
            saw=f"I counted {server.peak} requests at the same time",
            means="Suppliers shut out whoever opens too many connections. With 10,000 URLs your own machine gives up.",
        )
        assert server.peak <= limit


def test_the_limit_is_used(desk: Any) -> None:
    for limit in (3, 5):
        suppliers = desk.suppliers(12)
        server = suppliers.server
        did = f"called fetch_all with 12 URLs and limit={limit}, and let the requests wait"
        desk.told(did=did)
        call, watch = desk.ask(suppliers, limit=limit, read=False)
        full = watch.until(lambda: len(server.held) >= limit, PATIENCE_S)  # noqa: B023
        peak = server.peak
        server.open()
        desk.end(call, suppliers)
        desk.told(
            did=did,
            saw=f"never more than {peak} at the same time; then your program slept",
            means="Whoever sets the limit wants that many: a number of your own makes the setting a lie.",
        )
        assert full
