"""Ask all suppliers what they have, then sell it: a few at a time, and no notebook twice."""

import argparse
import asyncio
import json
import os
import sqlite3
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit


class AuthError(Exception):
    """The supplier does not accept our key. There is no point in asking on."""


@dataclass(frozen=True)
class Result:
    """What one supplier said: either a value or, in words, why there is none."""

    url: str
    value: dict | None
    error: str | None = None


async def ask(url):
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        return int(head.split()[1]), body
    finally:
        writer.close()


async def fetch(url, timeout):
    try:
        async with asyncio.timeout(timeout):
            status, body = await ask(url)
        if status == 401:
            raise AuthError(url)
        if status != 200:
            return Result(url, None, f"status {status}")
        return Result(url, json.loads(body))
    except TimeoutError:
        return Result(url, None, "timed out")
    except ValueError:
        return Result(url, None, "invalid answer")
    except OSError as error:
        return Result(url, None, f"no connection: {error.strerror}")


def fetch_all(urls, *, limit, timeout):
    return asyncio.run(refresh(urls, limit=limit, timeout=timeout))


async def refresh(urls, *, limit, timeout):
    places = asyncio.Semaphore(limit)

    async def fetch_one(url):
        async with places:
            return await fetch(url, timeout)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(fetch_one(url)) for url in urls]
    except BaseExceptionGroup as group:
        errors = group.subgroup(AuthError)
        if errors is None:
            raise
        error = errors.exceptions[0]
    else:
        return [task.result() for task in tasks]
    raise error


class Stock:
    """The database makes looking and taking one action; each call has a connection of its own."""

    def __init__(self, levels):
        self._path = os.path.join(tempfile.mkdtemp(), "stock.db")
        with self._database() as database:
            database.execute("PRAGMA journal_mode = memory")
            database.execute("CREATE TABLE stock (sku TEXT PRIMARY KEY, level INTEGER)")
            database.executemany("INSERT INTO stock VALUES (?, ?)", levels.items())

    @contextmanager
    def _database(self):
        database = sqlite3.connect(self._path, timeout=30)
        try:
            with database:
                yield database
        finally:
            database.close()

    def level(self, sku):
        with self._database() as database:
            return database.execute("SELECT level FROM stock WHERE sku = ?", (sku,)).fetchone()[0]

    def reserve(self, sku, qty):
        sql = "UPDATE stock SET level = level - ? WHERE sku = ? AND level >= ?"
        with self._database() as database:
            return database.execute(sql, (qty, sku, qty)).rowcount == 1


def sell_everything(stock, sku):
    sold = 0
    while stock.reserve(sku, 1):
        sold += 1
    return sold


async def show_screen(urls):
    ticks = 0

    async def clock():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.1)
            ticks += 1

    ticking = asyncio.create_task(clock())
    began = time.perf_counter()
    await refresh(urls, limit=6, timeout=2.0)
    seconds = time.perf_counter() - began
    ticking.cancel()
    print(f"screen: {seconds:.1f} seconds for one refresh, and its clock moved {ticks} times")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--suppliers", required=True, metavar="URL")
    parser.add_argument("--trouble", action="store_true", help="ask three bad suppliers as well")
    args = parser.parse_args()

    urls = [f"{args.suppliers}/supplier/{number}" for number in range(24)]
    if args.trouble:
        urls[4:4] = [f"{args.suppliers}/{trouble}" for trouble in ("error", "half", "hang")]

    began = time.perf_counter()
    results = fetch_all(urls, limit=6, timeout=2.0)
    seconds = time.perf_counter() - began
    good = [result for result in results if result.error is None]
    units = sum(result.value["units"] for result in good)
    print(f"suppliers: {units} notebooks from {len(good)} suppliers, in {seconds:.1f} seconds")
    for result in results:
        if result.error is not None:
            print(f"  {result.url}: {result.error}")

    asyncio.run(show_screen([result.url for result in good]))

    stock = Stock({"notebook": units})
    with ThreadPoolExecutor(max_workers=8) as pool:
        sellers = [pool.submit(sell_everything, stock, "notebook") for _ in range(8)]
    sold = sum(seller.result() for seller in sellers)
    print(f"shop: {units} notebooks were there, {sold} were sold, {stock.level('notebook')} are left")


if __name__ == "__main__":
    main()
