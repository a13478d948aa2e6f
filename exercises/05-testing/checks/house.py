"""The house rules as the judge knows them, and baskets drawn afresh."""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass
from typing import Any

Lines = list[tuple[str, int, int]]


class Refused(Exception):
    """The rules forbid it: the program must raise CheckoutError."""


def subtotal(lines: Lines) -> int:
    if not lines or any(quantity < 1 for _, quantity, _ in lines):
        raise Refused
    return sum(quantity * cents for _, quantity, cents in lines)


def discount(cents: int, coupon: str | None) -> int:
    if coupon is None:
        return 0
    match coupon.strip().upper():
        case "TEA10":
            return (cents + 5) // 10
        case "WELCOME5":
            return min(500, cents)
    raise Refused


def shipping(cents: int, country: str) -> int:
    if country != "DE":
        return 1290
    return 490 if cents < 5000 else 0


def total(lines: Lines, country: str = "DE", coupon: str | None = None) -> int:
    goods = subtotal(lines)
    goods -= discount(goods, coupon)
    return goods + shipping(goods, country)


def refund(paid: int, returned: int, ordered: int, done: list[str], order_id: str, role: str) -> int:
    if role != "manager" or order_id in done or not 1 <= returned <= ordered:
        raise Refused
    return (2 * paid * returned + ordered) // (2 * ordered)


RULES = {rule.__name__: rule for rule in (subtotal, discount, shipping, total, refund)}


def answer(function: str, arguments: list[Any]) -> int | str:
    """What a rule says: an amount, or `CheckoutError`."""
    try:
        return int(RULES[function](*arguments))
    except Refused:
        return "CheckoutError"


@dataclass(frozen=True)
class Basket:
    """A basket file and its receipt."""

    id: str
    country: str
    coupon: str | None
    lines: Lines

    def text(self) -> str:
        return json.dumps({"id": self.id, "country": self.country, "coupon": self.coupon, "lines": self.lines})

    def receipt(self) -> str:
        goods = subtotal(self.lines)
        off = discount(goods, self.coupon)
        rows = [f"KIOSK RECEIPT {self.id}"]
        rows += [f"{quantity:3} x {sku:<20}{_euros(quantity * cents)}" for sku, quantity, cents in self.lines]
        amounts = {"goods": goods, "discount": off, "shipping": shipping(goods - off, self.country)}
        amounts["to pay"] = total(self.lines, self.country, self.coupon)
        rows += [f"{name:<26}{_euros(cents)}" for name, cents in amounts.items()]
        return "\n".join(rows) + "\n"


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}".rjust(10)


def basket(draw: random.Random, least: int, most: int, country: str, coupon: str | None, *, step: int = 1) -> Basket:
    """A basket whose goods cost `least` to `most` cents, in steps of so many."""
    lines: Lines = [(_word(draw), draw.randrange(1, 4), draw.randrange(1, 200)) for _ in range(draw.randrange(1, 4))]
    rest = draw.randrange(least, most + 1, step) - subtotal(lines)
    lines.append((_word(draw), 1, max(rest, 1)))
    return Basket(f"o-{draw.randrange(1000, 9999)}", country, coupon, lines)


def _word(draw: random.Random) -> str:
    return "".join(draw.choice(string.ascii_uppercase) for _ in range(draw.randrange(3, 12)))


def plain_baskets(draw: random.Random) -> list[Basket]:
    """Baskets on which the old bugs have no say, and whose discount is whole cents, however somebody rounds."""
    return [
        basket(draw, 2000, 4900, "DE", None),
        basket(draw, 6000, 9000, "DE", draw.choice(["TEA10", " tea10"]), step=10),
        basket(draw, 2000, 4000, "DE", "WELCOME5"),
        basket(draw, 2000, 9000, draw.choice(["AT", "FR", "CH"]), draw.choice(["TEA10", None]), step=10),
    ]
