"""The kiosk's checkout: prices a basket, prints the receipt, keeps the order."""

import json
import sqlite3
import sys
from typing import NamedTuple

COUPONS = {"TEA10": 10, "WELCOME5": None}


class CheckoutError(ValueError):
    """Something that the house rules forbid."""


class Line(NamedTuple):
    """So many pieces of one article."""

    sku: str
    quantity: int
    unit_cents: int


def subtotal(lines):
    """What the lines cost together, in cents."""
    if not lines:
        raise CheckoutError("the basket is empty")
    cents = 0
    for line in lines:
        if line.quantity < 1:
            raise CheckoutError("the quantity must be positive")
        cents += line.quantity * line.unit_cents
    return cents


def discount(cents, coupon):
    """What a coupon takes off, in cents."""
    if coupon is None:
        return 0
    code = coupon.strip().upper()
    if code not in COUPONS:
        raise CheckoutError("no such coupon")
    if code == "WELCOME5":
        return min(500, cents)
    return (cents * COUPONS[code] + 50) // 100


def shipping(cents, country):
    """What it costs to send goods worth so many cents."""
    if country != "DE":
        return 1290
    return 0 if cents >= 5000 else 490


def total(lines, country="DE", coupon=None):
    """What the customer pays, in cents."""
    goods = subtotal(lines)
    goods -= discount(goods, coupon)
    return goods + shipping(goods, country)


def refund(paid, returned, ordered, done, order_id, role):
    """What the customer gets back for the pieces that come back, in cents."""
    if role != "manager":
        raise CheckoutError("only a manager may refund")
    if order_id in done:
        raise CheckoutError("this order was refunded before")
    if returned < 1 or returned > ordered:
        raise CheckoutError("so many pieces cannot come back")
    done.add(order_id)
    return paid * returned // ordered


def open_db(path):
    """Open the file of orders; one of version 1 is brought to version 2."""
    db = sqlite3.connect(path)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 1:
        db.execute("ALTER TABLE orders ADD COLUMN country TEXT NOT NULL DEFAULT 'DE'")
    else:
        db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, total_cents INTEGER, country TEXT)")
        db.execute("CREATE TABLE IF NOT EXISTS lines (order_id TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)")
    db.execute("PRAGMA user_version = 2")
    db.commit()
    return db


def save(db, order):
    """Keep an order; one with the same id is replaced."""
    db.execute("DELETE FROM orders WHERE id = ?", [order["id"]])
    db.execute("DELETE FROM lines WHERE order_id = ?", [order["id"]])
    db.execute(
        "INSERT INTO orders (id, total_cents, country) VALUES (?, ?, ?)",
        [order["id"], order["total_cents"], order["country"]],
    )
    for line in order["lines"]:
        db.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", [order["id"], *line])
    db.commit()


def load(db, order_id):
    """The order with this id, or None."""
    row = db.execute("SELECT total_cents, country FROM orders WHERE id = ?", [order_id]).fetchone()
    if row is None:
        return None
    lines = db.execute("SELECT sku, quantity, unit_cents FROM lines WHERE order_id = ? ORDER BY rowid", [order_id])
    return {"id": order_id, "total_cents": row[0], "country": row[1], "lines": [Line(*line) for line in lines]}


def euros(cents):
    return f"{cents // 100}.{cents % 100:02}"


def main(argv):
    """Print the receipt of a basket; keep the order if there is a file for it."""
    with open(argv[0] if argv else "basket.json") as file:
        basket = json.load(file)
    lines = [Line(*line) for line in basket["lines"]]
    print("KIOSK RECEIPT", basket["id"])
    for line in lines:
        print(f"{line.quantity:3} x {line.sku:<20}{euros(line.quantity * line.unit_cents):>10}")
    goods = subtotal(lines)
    to_pay = total(lines, basket["country"], basket["coupon"])
    print(f"{'goods':<26}{euros(goods):>10}")
    print(f"{'discount':<26}{euros(discount(goods, basket['coupon'])):>10}")
    print(f"{'shipping':<26}{euros(to_pay - goods + discount(goods, basket['coupon'])):>10}")
    print(f"{'to pay':<26}{euros(to_pay):>10}")
    if len(argv) > 1:
        db = open_db(argv[1])
        save(db, {"id": basket["id"], "total_cents": to_pay, "country": basket["country"], "lines": lines})
        db.close()


if __name__ == "__main__":
    main(sys.argv[1:])
