# ruff: noqa: T201
"""The kiosk's checkout: prices a basket, prints the receipt, keeps the order."""

import json
import sqlite3
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

FREE_FROM = 50_00
AT_HOME, ABROAD = 4_90, 12_90


class CheckoutError(ValueError):
    """The house does not do that."""


class BasketProblem(CheckoutError):
    """Nothing in it, or less than nothing."""


class Forbidden(CheckoutError):
    """Not you, or not again."""


@dataclass(frozen=True)
class Line:
    sku: str
    quantity: int
    unit_cents: int

    @property
    def cents(self):
        return self.quantity * self.unit_cents


def subtotal(lines):
    if not lines:
        raise BasketProblem("Please put something into your basket.")
    result = 0
    for line in lines:
        if line.quantity <= 0:
            raise BasketProblem(f"{line.sku}: how many?")
        result += line.cents
    return result


def discount(cents, coupon):
    if coupon is None:
        return 0
    match coupon.strip().casefold():
        case "tea10":
            tenth, rest = divmod(cents, 10)
            return tenth + (rest >= 5)
        case "welcome5":
            return min(cents, 5_00)
        case other:
            raise CheckoutError(f"We do not know the coupon {other!r}.")


def shipping(cents, country):
    if country == "DE" and cents >= FREE_FROM:
        return 0
    return AT_HOME if country == "DE" else ABROAD


def total(lines, country="DE", coupon=None):
    goods = subtotal(lines)
    reduced = goods - discount(goods, coupon)
    return reduced + shipping(reduced, country)


def refund(paid, returned, ordered, done, order_id, role):
    if returned <= 0 or returned > ordered:
        raise Forbidden("Count again, please.")
    if role != "manager":
        raise Forbidden("Ask your manager.")
    if order_id in done:
        raise Forbidden("You have had your money.")
    done.update([order_id])
    whole, rest = divmod(paid * returned, ordered)
    return whole + (2 * rest >= ordered)


class Shelf:
    """A file of orders. All that callers know of it is that it can be closed."""

    def __init__(self, connection):
        self._connection = connection

    def ask(self, statement, *values):
        return self._connection.execute(statement, values).fetchall()

    def keep(self):
        self._connection.commit()

    def close(self):
        self._connection.close()


def open_db(path):
    shelf = Shelf(sqlite3.connect(str(path)))
    [(version,)] = shelf.ask("PRAGMA user_version")
    if version == 0:
        shelf.ask("CREATE TABLE orders (id TEXT PRIMARY KEY, total_cents INTEGER, land TEXT)")
        shelf.ask("CREATE TABLE lines (order_id TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)")
    if version == 1:
        shelf.ask("ALTER TABLE orders ADD COLUMN land TEXT DEFAULT 'DE'")
    shelf.ask("PRAGMA user_version = 2")
    shelf.keep()
    return shelf


def save(db, order):
    db.ask("DELETE FROM lines WHERE order_id = ?", order["id"])
    db.ask("INSERT OR REPLACE INTO orders VALUES (?, ?, ?)", order["id"], order["total_cents"], order["country"])
    for line in order["lines"]:
        db.ask("INSERT INTO lines VALUES (?, ?, ?, ?)", order["id"], *astuple(line))
    db.keep()


def load(db, order_id):
    found = db.ask("SELECT total_cents, land FROM orders WHERE id = ?", order_id)
    if not found:
        return None
    rows = db.ask("SELECT sku, quantity, unit_cents FROM lines WHERE order_id = ? ORDER BY rowid", order_id)
    return {
        "id": order_id,
        "lines": [Line(*row) for row in rows],
        "country": found[0][1],
        "total_cents": found[0][0],
    }


def main(argv):
    basket = json.loads(Path(argv[0] if argv else "basket.json").read_text(encoding="utf-8"))
    lines = [Line(*line) for line in basket["lines"]]
    to_pay = total(lines, basket["country"], basket["coupon"])
    goods = subtotal(lines)
    off = discount(goods, basket["coupon"])
    print("KIOSK RECEIPT", basket["id"])
    for line in lines:
        print(f"{line.quantity:3d} x {line.sku.ljust(20)}{line.cents / 100:10.2f}")
    for what, cents in ("goods", goods), ("discount", off), ("shipping", to_pay - goods + off), ("to pay", to_pay):
        print(f"{what.ljust(26)}{cents / 100:10.2f}")
    if argv[1:]:
        db = open_db(argv[1])
        save(db, {"id": basket["id"], "lines": lines, "country": basket["country"], "total_cents": to_pay})
        db.close()


if __name__ == "__main__":
    main(sys.argv[1:])
