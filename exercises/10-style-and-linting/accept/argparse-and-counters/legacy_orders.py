"""Print what the kiosks sold."""

import argparse
import csv
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import audit_plugin
import hooks


def read(text):
    """The cents and the quantity of an entry, or None if it cannot be read."""
    try:
        quantity = int(text["quantity"])
        factor = 1 if text.get("currency", "EUR") == "EUR" else text["rate"]
        return quantity, round(quantity * text["unit_cents"] * factor)
    except Exception:
        return None


def money(cents):
    """12.34."""
    return format(cents / 100, ".2f")


def select(entries, since):
    """The orders, the ids of what came back, and how many entries cannot be read."""
    orders, returned, skipped = [], [], 0
    for entry in entries:
        if since and date.fromisoformat(entry["date"]) < since:
            continue
        amount = read(entry)
        if amount is None:
            skipped += 1
        elif amount[0] < 0:
            returned.append(entry["id"])
        elif amount[0]:
            orders.append(accept(entry, amount[1]))
    return orders, returned, skipped


def accept(entry, cents):
    """Tell everybody who wants to know of an order."""
    hooks.call_all(entry, cents)
    if entry["channel"] not in {"counter", "web"}:
        print("channel", entry["channel"] + "? I take it for web")
    # 1 == True, and so a 1 is paid; "yes" == True is not true
    return entry | {"cents": cents, "state": "paid" if entry["paid"] == 1 else "open"}


def table(title, orders):
    """Lines for each country."""
    count = Counter(order["country"] for order in orders)
    cents = Counter()
    for order in orders:
        cents[order["country"]] += order["cents"]
    yield f"{title}:"
    for country in sorted(count):
        star = "*" if country in ("DE", "AT") else " "
        numbers = str(count[country]).rjust(4) + money(cents[country]).rjust(12)
        yield " " + star + country.ljust(4) + numbers


def lines(orders, returned, skipped):
    """The report."""
    late = [order for order in orders if order["state"] == "open"]
    yield f"orders: {len(orders)}"
    total = sum(order["cents"] for order in orders if order["state"] == "paid")
    yield f"paid: {len(orders) - len(late)}, {money(total)}"
    yield f"open: {len(late)}"
    for order in sorted(late, key=lambda order: (order["date"], order["id"])):
        yield f"  {order['date']} {order['id']}{money(order['cents']):>12}"
    counter = [order for order in orders if order["channel"] == "counter"]
    yield from table("counter", counter)
    yield from table("all", orders)
    codes = Counter(order.get("coupon", "") for order in orders)
    known = sorted(code for code in codes if code.strip("-"))
    used = [f"{code} x{codes[code]}" for code in known]
    if used:
        yield "coupons: " + ", ".join(used)
    if returned:
        yield "returned: " + ", ".join(returned)
    if skipped:
        yield f"skipped: {skipped}"


def write(path, orders):
    """The CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = ["id", "date", "country", "item", "amount", "state"]
        writer = csv.DictWriter(file, columns, extrasaction="ignore", delimiter=";")
        writer.writeheader()
        writer.writerows(order | {"amount": money(order["cents"])} for order in orders)


def main():
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--since", type=date.fromisoformat)
    parser.add_argument("--csv", type=Path)
    options = parser.parse_args()
    hooks.after_order.append(audit_plugin.audit)
    try:
        entries = json.loads(options.file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        sys.exit(str(error))
    orders, returned, skipped = select(entries, options.since)
    print("\n".join(lines(orders, returned, skipped)))
    if options.csv:
        write(options.csv, orders)


if __name__ == "__main__":
    main()
