"""Ask all suppliers what they have, then sell it. Fast enough on my laptop!"""

import argparse
import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

sold = 0


class Result:
    def __init__(self, url, value, error=None):
        self.url = url
        self.value = value
        self.error = error


def fetch(url):
    with urlopen(url) as answer:
        return Result(url, json.load(answer))


def fetch_all(urls, *, limit, timeout):
    # limit and timeout: nobody has needed them so far
    with ThreadPoolExecutor(max_workers=len(urls)) as pool:
        return list(pool.map(fetch, urls))


async def refresh(urls, *, limit, timeout):
    # the same for the screen in the shop. It is async, so it is fast
    results = []
    for url in urls:
        results.append(fetch(url))
    return results


class Stock:
    def __init__(self, levels):
        self.levels = dict(levels)

    def level(self, sku):
        return self.levels[sku]

    def reserve(self, sku, qty):
        left = self.levels[sku]
        if left < qty:
            return False
        time.sleep(0)  # be nice to the other sellers
        self.levels[sku] = left - qty
        return True


def sell_everything(stock, sku):
    global sold
    while stock.reserve(sku, 1):
        sold += 1


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
    sellers = [threading.Thread(target=sell_everything, args=(stock, "notebook")) for _ in range(8)]
    for seller in sellers:
        seller.start()
    for seller in sellers:
        seller.join()
    print(f"shop: {units} notebooks were there, {sold} were sold, {stock.level('notebook')} are left")


if __name__ == "__main__":
    main()
