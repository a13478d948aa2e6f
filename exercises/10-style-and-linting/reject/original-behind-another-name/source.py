"""The program."""

SOURCE = '''"""Print what the kiosks sold, as a report and, on request, as a CSV file."""

import csv
import json
import sys
from datetime import date

import audit_plugin
import hooks

HOME_COUNTRIES = {"DE", "AT"}
NO_COUPON = ("", "-")  # the tills write these
COLUMNS = ["id", "date", "country", "item", "amount", "state"]
USAGE = "usage: legacy_orders.py FILE [--since DATE] [--csv OUT]"


class UsageError(Exception):
    """The command line is not as USAGE says."""


class Batch:
    """The orders of one run: what was sold, what came back, what could not be read."""

    def __init__(self):
        self.sold = []
        self.returned = []
        self.skipped = 0

    def add(self, entry):
        """Take one entry of the file."""
        try:
            quantity = int(entry["quantity"])
            cents = cents_of(entry, quantity)
        except (KeyError, TypeError, ValueError):
            self.skipped += 1
            return
        if quantity < 0:
            self.returned.append(entry["id"])
        elif quantity > 0:
            order = {
                **entry,
                "cents": cents,
                "state": "paid" if is_paid(entry) else "open",
            }
            hooks.call_all(order, cents)
            warn_of_channel(order)
            self.sold.append(order)


def cents_of(entry, quantity):
    """What an entry is worth, in cents of the home currency."""
    if entry.get("currency", "EUR") == "EUR":
        return quantity * entry["unit_cents"]
    return round(quantity * entry["unit_cents"] * entry["rate"])


def is_paid(entry):
    """Tills write True or 1 for paid, 2 for reminded and "yes" for promised."""
    return entry["paid"] in (True, 1)


def warn_of_channel(order):
    """Say so when an order comes from a channel that nobody has heard of."""
    if order["channel"] not in ("counter", "web"):
        print(f"channel {order['channel']}? I take it for web")


def money(cents):
    """Cents as people write them."""
    return f"{cents / 100:.2f}"


def count_by_country(orders):
    """How many orders and cents there are for each country."""
    totals = {}
    for order in orders:
        count, cents = totals.get(order["country"], (0, 0))
        totals[order["country"]] = (count + 1, cents + order["cents"])
    return totals


def count_coupons(orders):
    """How often each coupon was used."""
    used = {}
    for order in orders:
        code = order.get("coupon", "")
        if code not in NO_COUPON:
            used[code] = used.get(code, 0) + 1
    return used


def show_payments(orders):
    """Print what is paid, and what is open, the oldest first."""
    paid = [order["cents"] for order in orders if order["state"] == "paid"]
    late = [order for order in orders if order["state"] == "open"]
    print(f"paid: {len(paid)}, {money(sum(paid))}")
    print(f"open: {len(late)}")
    for order in sorted(late, key=lambda order: (order["date"], order["id"])):
        print(f"  {order['date']} {order['id']}{money(order['cents']):>12}")


def show_countries(title, orders):
    """Print a table of countries, those at home with a star."""
    print(f"{title}:")
    for country, (count, cents) in sorted(count_by_country(orders).items()):
        mark = "*" if country in HOME_COUNTRIES else " "
        print(f" {mark}{country:<4}{count:>4}{money(cents):>12}")


def show(batch):
    """Print the whole report."""
    print(f"orders: {len(batch.sold)}")
    show_payments(batch.sold)
    show_countries("counter", [o for o in batch.sold if o["channel"] == "counter"])
    show_countries("all", batch.sold)
    if coupons := count_coupons(batch.sold):
        used = [f"{code} x{count}" for code, count in sorted(coupons.items())]
        print(f"coupons: {', '.join(used)}")
    if batch.returned:
        print(f"returned: {', '.join(batch.returned)}")
    if batch.skipped:
        print(f"skipped: {batch.skipped}")


def write_csv(out, orders):
    """Write the orders to a file, one line each."""
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for order in orders:
            row = {**order, "amount": money(order["cents"])}
            writer.writerow([row[column] for column in COLUMNS])


def parse(argv):
    """Read the command line: the file, the first day or None, the CSV file or None."""
    file = since = out = None
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word in ("--since", "--csv") and not rest:
            raise UsageError
        if word == "--since":
            since = first_day(rest.pop(0))
        elif word == "--csv":
            out = rest.pop(0)
        elif word.startswith("--") or file is not None:
            raise UsageError
        else:
            file = word
    if file is None:
        raise UsageError
    return file, since, out


def first_day(text):
    """The date in a text such as 2026-03-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError from None


def main(argv):
    """Run the command; return its exit status."""
    try:
        name, since, out = parse(argv)
    except UsageError:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        with open(name, encoding="utf-8") as file:
            entries = json.load(file)
    except OSError:
        print(f"cannot read {name}", file=sys.stderr)
        return 1
    audit_plugin.install()
    batch = Batch()
    for entry in entries:
        if since is None or date.fromisoformat(entry["date"]) >= since:
            batch.add(entry)
    show(batch)
    if out is not None:
        write_csv(out, batch.sold)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
'''
