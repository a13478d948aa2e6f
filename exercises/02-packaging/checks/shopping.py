"""What a receipt looks like, and orders and prices to make one of, drawn afresh."""

from __future__ import annotations

import json
import random
from typing import Any

PRICES = {"coffee": 280, "tea": 240, "croissant": 190, "newspaper": 320, "water": 150, "umbrella": 1290}
"""The price list that comes with the starter."""
_WIDTH = 36


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d} EUR"


def receipt(order: dict[str, Any], prices: dict[str, int]) -> str:
    """The text that the brief shows."""
    lines = ["KIOSK AT THE STATION", f"receipt {order['id']}", "-" * _WIDTH]
    amounts = [item["quantity"] * prices[item["sku"]] for item in order["items"]]
    for item, cents in zip(order["items"], amounts, strict=True):
        what = f"{item['quantity']} x {item['sku']}"
        lines.append(f"{what:<24}{_money(cents):>12}")
    return "\n".join([*lines, "-" * _WIDTH, f"{'TOTAL':<24}{_money(sum(amounts)):>12}"])


def order(draw: random.Random, prices: dict[str, int] = PRICES) -> dict[str, Any]:
    """An order of two to five articles."""
    plain = sorted(prices.keys() - {"lighter", "stamps"})
    skus = draw.sample(plain, draw.randint(2, min(5, len(plain))))
    items = [{"sku": sku, "quantity": draw.randint(1, 9)} for sku in skus]
    items += [{"sku": sku, "quantity": 1} for sku in ("lighter", "stamps") if sku in prices]
    return {"id": f"o-{draw.randint(1000, 9999)}", "items": items}


def order_without_price(draw: random.Random, prices: dict[str, int]) -> dict[str, Any]:
    """An order of one article that is not on this list, but on the one that comes with the starter."""
    sku = draw.choice(sorted(PRICES.keys() - prices.keys()))
    return {"id": f"o-{draw.randint(1000, 9999)}", "items": [{"sku": sku, "quantity": 1}]}


def own_price(order: dict[str, Any]) -> str:
    """The price of its first article on the starter's list, as a receipt shows it."""
    return _money(PRICES[order["items"][0]["sku"]])


def prices(draw: random.Random) -> dict[str, int]:
    """Another price list, with articles that nobody knows, and with 5 and 50 cents, which are easily printed wrong."""
    names = draw.sample(["pen", "map", "soup", "letter", "ticket", "plum", "cap", "torch"], 4)
    more = {"coffee": draw.randint(301, 999), "lighter": 105, "stamps": 350}
    return {**{name: draw.randint(101, 4999) for name in names}, **more}


def decoy(draw: random.Random) -> str:
    """A price list of the same articles with other prices."""
    return json.dumps({sku: cents + draw.randint(1000, 2000) for sku, cents in PRICES.items()})


def same_text(found: object, expected: str) -> bool:
    """Whether a text is the receipt; line ends at its end do not count."""
    return isinstance(found, str) and found.replace("\r\n", "\n").rstrip("\n") == expected


def difference(found: str, expected: str) -> str:
    """The first line in which they differ, in words."""
    left, right = found.rstrip("\n").split("\n"), expected.split("\n")
    for number, (mine, wanted) in enumerate(zip(left, right, strict=False), 1):
        if mine != wanted:
            return f"line {number} is {mine[:60]!r} instead of {wanted!r}"
    return f"it has {len(left)} lines instead of {len(right)}"
