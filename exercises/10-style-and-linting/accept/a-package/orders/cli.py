"""Reads the command line and the file."""

import csv
import json
import sys
from datetime import date

from orders.audit import audit
from orders.model import is_recent, parse
from orders.report import show

OPTIONS = {"--since": "since", "--csv": "out"}


def main(argv):
    """Run the command; return its exit status."""
    try:
        options = arguments(argv)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        with open(options["file"], encoding="utf-8") as file:
            entries = json.load(file)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    orders = run(entry for entry in entries if is_recent(entry, options["since"]))
    if options["out"]:
        write(options["out"], orders)
    return 0


def arguments(argv):
    """The options by name. ValueError if there is anything wrong with them."""
    found = {"file": None, "since": None, "out": None}
    words = iter(argv)
    for word in words:
        name = OPTIONS.get(word, "file")
        if name == "file" and (found["file"] is not None or word.startswith("--")):
            raise ValueError(f"what is {word}?")
        found[name] = word if name == "file" else next(words, None)
        if found[name] is None:
            raise ValueError(f"{word} needs a value")
    if found["since"]:
        found["since"] = date.fromisoformat(found["since"])
    if found["file"] is None:
        raise ValueError("which file?")
    return found


def run(entries):
    """Sort the entries, print the report, return the orders."""
    orders, returned, skipped = [], [], 0
    for entry in entries:
        try:
            order = parse(entry)
        except (LookupError, TypeError, ValueError):
            skipped += 1
            continue
        if order.quantity < 0:
            returned.append(order.id)
        if order.quantity <= 0:
            continue
        audit(order)
        if order.channel not in ("counter", "web"):
            print(f"channel {order.channel}? I take it for web")
        orders.append(order)
    show(orders, returned, skipped)
    return orders


def write(out, orders):
    """The CSV file."""
    with open(out, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(("id", "date", "country", "item", "amount", "state"))
        for o in orders:
            rows.writerow((o.id, o.date, o.country, o.item, o.amount, o.state))
