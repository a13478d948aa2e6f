"""Functions that run in the subject, beside the learner's code. They report what they see and know no answers."""

from __future__ import annotations

from typing import Any


def fetch(urls: list[str], limit: int, timeout: float, read: bool) -> list[tuple[Any, ...]]:
    """Call `fetch_all`; the url, value and error of each result, if they are to be read."""
    import importlib

    def plain(value: Any) -> Any:
        """A text of whatever class is a text here, and a dictionary a dictionary: an enum's member, an OrderedDict."""
        if isinstance(value, str):
            return str.__str__(value)
        return dict(value) if isinstance(value, dict) else value

    results = importlib.import_module("stock_sync").fetch_all(urls, limit=limit, timeout=timeout)
    if not read:
        return []
    return [(plain(result.url), plain(result.value), plain(result.error)) for result in results]


def fetch_and_look(urls: list[str], limit: int, timeout: float) -> dict[str, Any]:
    """Call `fetch_all`; the classes of what it raised, and the threads of it that live on, given time to end."""
    import importlib
    import threading
    import time

    program = importlib.import_module("stock_sync")
    before = set(threading.enumerate())
    raised: list[str] = []
    refused = False
    try:
        program.fetch_all(urls, limit=limit, timeout=timeout)
    except BaseException as error:  # noqa: BLE001
        raised = [kind.__name__ for kind in type(error).__mro__]
        refused = isinstance(error, getattr(program, "AuthError", ()))
    latest = time.monotonic() + 3
    while (left := set(threading.enumerate()) - before) and time.monotonic() < latest:
        time.sleep(0.001)
    return {"raised": raised, "refused": refused, "left": len(left)}


async def refresh(urls: list[str], limit: int, seconds: float, tick: Any) -> list[tuple[Any, ...]]:
    """Await `refresh` beside a task that calls `tick` whenever the loop lets it; what each result holds."""
    import asyncio
    import importlib

    program = importlib.import_module("stock_sync")

    def plain(value: Any) -> Any:
        """A text of whatever class is a text here, and a dictionary a dictionary: an enum's member, an OrderedDict."""
        if isinstance(value, str):
            return str.__str__(value)
        return dict(value) if isinstance(value, dict) else value

    async def clock() -> None:
        while True:
            tick()
            await asyncio.sleep(0.001)

    ticking = asyncio.create_task(clock()) if tick is not None else None
    await asyncio.sleep(0)
    try:
        results = await program.refresh(urls, limit=limit, timeout=seconds)
    finally:
        if ticking is not None:
            ticking.cancel()
    return [(plain(result.url), plain(result.value), plain(result.error)) for result in results]


def refresher() -> Any:
    """A coroutine function that awaits `refresh`, and says whether the key was refused.

    Whoever begins it leaves the loop running afterwards: what `refresh` has left on it goes on.
    """
    import importlib

    program = importlib.import_module("stock_sync")

    async def ask(urls: list[str], limit: int, seconds: float) -> bool:
        try:
            await program.refresh(urls, limit=limit, timeout=seconds)
        except Exception as error:
            if not isinstance(error, getattr(program, "AuthError", ())):
                raise
            return True
        return False

    return ask


def sell_at_once(levels: dict[str, int], sku: str, sellers: int) -> dict[str, Any]:
    """As many threads as `sellers` reserve one piece at the same moment, while another one looks at the level.

    What `reserve` returned, the levels seen and the one at the end, and how many threads have not come to an end.
    """
    import importlib
    import threading
    import time

    stock = importlib.import_module("stock_sync").Stock(levels)
    line_up = threading.Barrier(sellers + 1)
    sold: list[Any] = []
    raised: list[str] = []
    seen: set[Any] = set()
    over = threading.Event()

    def sell() -> None:
        line_up.wait()
        try:
            sold.append(stock.reserve(sku, 1))
        except Exception as error:  # noqa: BLE001
            raised.append(f"{type(error).__name__}: {error}"[:200])

    def look() -> None:
        line_up.wait()
        while not over.is_set():
            seen.add(stock.level(sku))

    threads = [threading.Thread(target=sell, daemon=True) for _ in range(sellers)]
    watcher = threading.Thread(target=look, daemon=True)
    for thread in (*threads, watcher):
        thread.start()
    latest = time.monotonic() + 5.0
    for thread in threads:
        thread.join(max(0.0, latest - time.monotonic()))
    stuck = sum(thread.is_alive() for thread in threads)
    over.set()
    watcher.join(3.0)
    end: list[Any] = []
    last = threading.Thread(target=lambda: end.append(stock.level(sku)), daemon=True)
    last.start()
    last.join(3.0)
    return {"sold": sold, "raised": raised[:1], "seen": sorted(seen), "end": end, "stuck": stuck}


def two_sellers(levels: dict[str, int], sku: str, qty: int) -> Any:
    """Two reserve the same; then somebody looks at the level."""
    import importlib

    stock = importlib.import_module("stock_sync").Stock(levels)
    return lambda: stock.reserve(sku, qty), lambda: stock.reserve(sku, qty), lambda: stock.level(sku)


def seller_and_viewer(levels: dict[str, int], sku: str, qty: int) -> Any:
    """One reserves, and another one looks at the level; then somebody looks again."""
    import importlib

    stock = importlib.import_module("stock_sync").Stock(levels)
    return lambda: stock.reserve(sku, qty), lambda: stock.level(sku), lambda: stock.level(sku)


def two_transfers(levels: dict[str, int], sku: str, qty: int) -> Any:
    """Two shops send each other the same; then somebody looks at both levels."""
    import importlib

    program = importlib.import_module("stock_sync")
    here, there, transfer = program.Stock(levels), program.Stock(levels), program.transfer
    return (
        lambda: transfer(here, there, sku, qty),
        lambda: transfer(there, here, sku, qty),
        lambda: [here.level(sku), there.level(sku)],
    )


def transfer_and_sale(levels: dict[str, int], sku: str, qty: int, at_target: bool) -> Any:
    """One shop sends the other something, and somebody buys it at one of them; then somebody looks at both levels."""
    import importlib

    program = importlib.import_module("stock_sync")
    here, there, transfer = program.Stock(levels), program.Stock(levels), program.transfer
    shop = there if at_target else here
    return (
        lambda: transfer(here, there, sku, qty),
        lambda: shop.reserve(sku, qty),
        lambda: [here.level(sku), there.level(sku)],
    )


def transfer_twice(levels: dict[str, int], sku: str, first: int, second: int) -> dict[str, Any]:
    """Two transfers, one after the other: what was returned, and the levels after each; whether it never ended."""
    import importlib
    import threading

    program = importlib.import_module("stock_sync")
    here, there, transfer = program.Stock(levels), program.Stock(levels), program.transfer
    returned: list[Any] = []
    seen: list[Any] = []
    raised: list[str] = []

    def move() -> None:
        try:
            for qty in (first, second):
                returned.append(transfer(here, there, sku, qty))
                seen.append([here.level(sku), there.level(sku)])
        except Exception as error:  # noqa: BLE001
            raised.append(f"{type(error).__name__}: {error}"[:200])

    thread = threading.Thread(target=move, daemon=True)
    thread.start()
    thread.join(5.0)
    return {"returned": returned, "levels": seen, "raised": raised, "stuck": thread.is_alive()}
