"""Ask all suppliers what they have, then sell it: a few at a time, and no notebook twice."""

import argparse
import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import urlopen


class AuthError(Exception):
    """The supplier does not accept our key. There is no point in asking on."""


@dataclass(frozen=True)
class Result:
    """What one supplier said: either a value or, in words, why there is none."""

    url: str
    value: dict | None
    error: str | None = None


def fetch(url, timeout):
    try:
        with urlopen(url, timeout=timeout) as answer:
            return Result(url, json.load(answer))
    except HTTPError as error:
        if error.code == 401:
            raise AuthError(f"{url} does not accept our key") from None
        return Result(url, None, f"it answered {error.code} {error.reason}")
    except TimeoutError:
        return Result(url, None, f"no answer in {timeout} seconds")
    except URLError as error:
        return Result(url, None, f"it cannot be reached: {error.reason}")
    except (OSError, HTTPException) as error:
        return Result(url, None, f"the connection broke: {error!r}")
    except ValueError:
        return Result(url, None, "its answer is not JSON")


def fetch_all(urls, *, limit, timeout):
    with ThreadPoolExecutor(max_workers=limit) as pool:
        futures = [pool.submit(fetch, url, timeout) for url in urls]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]


async def refresh(urls, *, limit, timeout):
    places = asyncio.Semaphore(limit)

    async def fetch_one(url):
        async with places:
            return await asyncio.to_thread(fetch, url, timeout)

    tasks = [asyncio.create_task(fetch_one(url)) for url in urls]
    return await asyncio.gather(*tasks)


class Stock:
    def __init__(self, levels):
        self._levels = dict(levels)
        self._lock = threading.Lock()

    def level(self, sku):
        with self._lock:
            return self._levels[sku]

    def reserve(self, sku, qty):
        with self._lock:
            if self._levels[sku] < qty:
                return False
            self._levels[sku] -= qty
        return True


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
