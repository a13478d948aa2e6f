# ruff: noqa: T201
"""The kiosk's checkout: prices a basket, prints the receipt, keeps the order."""

import json
import sqlite3
import sys
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple


class CheckoutError(ValueError):
    """Something that the house rules forbid."""


class Line(NamedTuple):
    """So many pieces of one article."""

    sku: str
    quantity: int
    unit_cents: int


def _whole(amount):
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _tenth(cents):
    return _whole(Decimal(cents) / 10)


def _welcome(cents):
    return 500 if cents > 499 else cents


_OFFERS = {"TEA10": _tenth, "WELCOME5": _welcome}


def subtotal(lines):
    """What the lines cost together, in cents."""
    if len(lines) == 0:
        raise CheckoutError("the basket is empty")
    if min(line.quantity for line in lines) <= 0:
        raise CheckoutError("the quantity must be positive")
    return sum(line.quantity * line.unit_cents for line in lines)


def discount(cents, coupon):
    """What a coupon takes off, in cents."""
    if coupon is None:
        return 0
    offer = _OFFERS.get(coupon.upper().strip())
    if offer is None:
        raise CheckoutError("no such coupon")
    return offer(cents)


def shipping(cents, country):
    """What it costs to send goods worth so many cents."""
    steps = {"DE": [(5000, 0), (0, 490)]}.get(country, [(0, 1290)])
    return next(price for least, price in steps if cents >= least)


def total(lines, country="DE", coupon=None):
    """What the customer pays, in cents."""
    goods = subtotal(lines)
    rest = goods - discount(goods, coupon)
    return sum((rest, shipping(rest, country)))


def refund(paid, returned, ordered, done, order_id, role):
    """What the customer gets back for the pieces that come back, in cents."""
    if order_id in done or role != "manager" or returned not in range(1, ordered + 1):
        raise CheckoutError("this cannot be refunded")
    done |= {order_id}
    return _whole(Decimal(paid) * returned / ordered)


def open_db(path):
    """Open the file of orders; one of version 1 is brought to version 2."""
    db = sqlite3.connect(path)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    with db:
        if version < 2:
            db.execute("CREATE TABLE baskets (id TEXT PRIMARY KEY, content TEXT NOT NULL)")
        if version == 1:
            for order_id, cents in db.execute("SELECT id, total_cents FROM orders").fetchall():
                rows = db.execute("SELECT sku, quantity, unit_cents FROM lines WHERE order_id = ?", [order_id])
                _keep(db, {"id": order_id, "total_cents": cents, "country": "DE", "lines": rows.fetchall()})
        db.execute("PRAGMA user_version = 2")
    return db


def _keep(db, order):
    db.execute("INSERT OR REPLACE INTO baskets VALUES (?, ?)", [order["id"], json.dumps(order)])


def save(db, order):
    """Keep an order; one with the same id is replaced."""
    with db:
        _keep(db, order)


def load(db, order_id):
    """The order with this id, or None."""
    for (content,) in db.execute("SELECT content FROM baskets WHERE id = ?", [order_id]):
        order = json.loads(content)
        return {**order, "lines": [Line(*line) for line in order["lines"]]}
    return None


def main(argv):
    """Print the receipt of a basket; keep the order if there is a file for it."""
    basket_file, *others = argv or ["basket.json"]
    with open(basket_file, encoding="utf-8") as file:
        basket = json.loads(file.read())
    lines = [Line(sku, quantity, cents) for sku, quantity, cents in basket["lines"]]
    goods = subtotal(lines)
    off = discount(goods, basket["coupon"])
    to_pay = total(lines, basket["country"], basket["coupon"])
    text = [f"KIOSK RECEIPT {basket['id']}"]
    text += [f"{line.quantity:>3} x {line.sku:<20}{_money(line.quantity * line.unit_cents)}" for line in lines]
    amounts = {"goods": goods, "discount": off, "shipping": to_pay - (goods - off), "to pay": to_pay}
    text += [f"{name:<26}{_money(amount)}" for name, amount in amounts.items()]
    print("\n".join(text))
    for other in others[:1]:
        db = open_db(other)
        save(db, {"id": basket["id"], "total_cents": to_pay, "country": basket["country"], "lines": lines})
        db.close()


def _money(cents):
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}".rjust(10)


if __name__ == "__main__":
    main(sys.argv[1:])
