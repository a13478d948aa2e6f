# ruff: noqa: T201
"""The kiosk's checkout: prices a basket, prints the receipt, keeps the order."""

import json
import sqlite3
import sys
from collections import namedtuple
from functools import partial
from itertools import chain


class CheckoutError(ValueError):
    """Something that the house rules forbid."""


Line = namedtuple("Line", ["sku", "quantity", "unit_cents"])


def _checked(lines):
    found = False
    for line in lines:
        found = True
        if line.quantity < 1:
            raise CheckoutError("too few")
        yield line
    if not found:
        raise CheckoutError("empty")


def _prices(lines):
    yield from (line.quantity * line.unit_cents for line in _checked(lines))


def subtotal(lines):
    return sum(_prices(lines))


def _percent(rate, cents):
    return (2 * cents * rate + 100) // 200


def _at_most(most, cents):
    return min(most, cents)


def _coupons():
    yield "TEA10", partial(_percent, 10)
    yield "WELCOME5", partial(_at_most, 500)


def discount(cents, coupon):
    if coupon is None:
        return 0
    wanted = coupon.strip().lower()
    found = (rule for name, rule in _coupons() if name.lower() == wanted)
    rule = next(found, None)
    if rule is None:
        raise CheckoutError("unknown")
    return rule(cents)


def _tariffs(cents):
    yield "DE", 490 * (cents < 5000)


def shipping(cents, country):
    return dict(_tariffs(cents)).get(country, 1290)


def _amounts(lines, country, coupon):
    goods = subtotal(lines)
    off = discount(goods, coupon)
    yield goods
    yield -off
    yield shipping(goods - off, country)


def total(lines, country="DE", coupon=None):
    return sum(_amounts(lines, country, coupon))


def _objections(returned, ordered, done, order_id, role):
    if role != "manager":
        yield "role"
    if order_id in done:
        yield "again"
    if not 1 <= returned <= ordered:
        yield "pieces"


def refund(paid, returned, ordered, done, order_id, role):
    for objection in _objections(returned, ordered, done, order_id, role):
        raise CheckoutError(objection)
    done.add(order_id)
    return (2 * paid * returned + ordered) // (2 * ordered)


def _statements(version):
    if version == 1:
        yield "ALTER TABLE lines RENAME TO items"
        yield "ALTER TABLE orders ADD COLUMN country TEXT NOT NULL DEFAULT 'DE'"
    elif version == 0:
        yield "CREATE TABLE orders (id TEXT PRIMARY KEY, total_cents INTEGER, country TEXT)"
        yield "CREATE TABLE items (order_id TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)"
    yield "PRAGMA user_version = 2"


def open_db(path):
    db = sqlite3.connect(path, isolation_level=None)
    version = next(db.execute("PRAGMA user_version"))[0]
    for statement in _statements(version):
        db.execute(statement)
    return db


def save(db, order):
    db.execute("BEGIN")
    db.execute("DELETE FROM items WHERE order_id = ?", [order["id"]])
    db.execute("REPLACE INTO orders VALUES (?, ?, ?)", [order["id"], order["total_cents"], order["country"]])
    db.executemany("INSERT INTO items VALUES (?, ?, ?, ?)", ((order["id"], *line) for line in order["lines"]))
    db.execute("COMMIT")


def load(db, order_id):
    for cents, country in db.execute("SELECT total_cents, country FROM orders WHERE id = ?", [order_id]):
        rows = db.execute("SELECT sku, quantity, unit_cents FROM items WHERE order_id = ? ORDER BY rowid", [order_id])
        return {"id": order_id, "total_cents": cents, "country": country, "lines": list(map(Line._make, rows))}
    return None


def _receipt(basket, lines, to_pay):
    goods = subtotal(lines)
    off = discount(goods, basket["coupon"])
    yield f"KIOSK RECEIPT {basket['id']}"
    yield from (f"{line.quantity:3} x {line.sku:<20}{_euros(line.quantity * line.unit_cents)}" for line in lines)
    rows = [("goods", goods), ("discount", off), ("shipping", to_pay - goods + off), ("to pay", to_pay)]
    yield from (f"{name:<26}{_euros(cents)}" for name, cents in rows)


def _euros(cents):
    return f"{cents // 100}.{cents % 100:02}".rjust(10)


def main(argv):
    given = chain(argv, [None, None])
    basket_file, database = next(given), next(given)
    with open(basket_file or "basket.json") as file:
        basket = json.load(file)
    lines = [Line(*line) for line in basket["lines"]]
    to_pay = total(lines, basket["country"], basket["coupon"])
    for text in _receipt(basket, lines, to_pay):
        print(text)
    if database is not None:
        db = open_db(database)
        save(db, {"id": basket["id"], "total_cents": to_pay, "country": basket["country"], "lines": lines})
        db.close()


if __name__ == "__main__":
    main(sys.argv[1:])
