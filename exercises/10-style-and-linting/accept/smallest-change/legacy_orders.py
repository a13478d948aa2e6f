"""Old, and still in use."""

import csv
import json
import sys
from datetime import date

import audit_plugin
import hooks

HOME_COUNTRIES = {"DE", "AT"}
USAGE = "usage: legacy_orders.py FILE [--since DATE] [--csv OUT]"


def money(cents):
    """Euros."""
    return f"{cents / 100:.2f}"


# orders and cents for each country
def _count(orders):
    totals = {}
    for order in orders:
        if order["country"] not in totals:
            totals[order["country"]] = [0, 0]
        totals[order["country"]][0] += 1
        totals[order["country"]][1] += order["cents"]
    return totals


def _show(title, totals):
    print(f"{title}:")
    for c in sorted(totals):
        mark = "*" if c in HOME_COUNTRIES else " "
        print(f" {mark}{c:<4}{totals[c][0]:>4}{money(totals[c][1]):>12}")


def process(name, since=None, out=None):
    """Do all of it."""
    try:
        with open(name, encoding="utf-8") as file:
            data = json.load(file)
    except OSError:
        print(f"cannot read {name}", file=sys.stderr)
        return 1
    good, returned, skipped = [], [], 0
    for entry in data:
        if since and date.fromisoformat(entry["date"]) < since:
            continue
        try:
            quantity, cents = _amount(entry)
        except Exception:
            skipped += 1
            continue
        if quantity < 0:
            returned.append(entry["id"])
        if quantity > 0:
            good.append(_accepted(entry, cents))
    _report(good, returned, skipped)
    if out is not None:
        _write(good, out)
    return 0


def _amount(entry):
    quantity = int(entry["quantity"])
    cents = quantity * entry["unit_cents"]
    if entry.get("currency", "EUR") != "EUR":
        cents = round(cents * entry["rate"])
    return quantity, cents


def _accepted(entry, cents):
    hooks.call_all(entry, cents)
    if entry["channel"] not in ("counter", "web"):
        print(f"channel {entry['channel']}? I take it for web")
    o = dict(entry)
    o["cents"] = cents
    o["state"] = "paid" if o["paid"] is True or o["paid"] == 1 else "open"
    return o


def _report(good, returned, skipped):
    late = [o for o in good if o["state"] == "open"]
    late.sort(key=lambda o: (o["date"], o["id"]))
    print(f"orders: {len(good)}")
    paid_cents = sum(o["cents"] for o in good if o["state"] == "paid")
    print(f"paid: {len(good) - len(late)}, {money(paid_cents)}")
    print(f"open: {len(late)}")
    for order in late:
        print(f"  {order['date']} {order['id']}{money(order['cents']):>12}")
    _show("counter", _count([o for o in good if o["channel"] == "counter"]))
    _show("all", _count(good))
    coupons = {}
    for o in good:
        c = o.get("coupon", "")
        if c not in ("", "-"):
            coupons[c] = coupons.get(c, 0) + 1
    if coupons:
        print("coupons: " + ", ".join(f"{c} x{coupons[c]}" for c in sorted(coupons)))
    if returned:
        print("returned: " + ", ".join(returned))
    if skipped:
        print(f"skipped: {skipped}")


def _write(good, out):
    with open(out, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, delimiter=";")
        w.writerow(["id", "date", "country", "item", "amount", "state"])
        for o in good:
            row = [o["id"], o["date"], o["country"], o["item"]]
            w.writerow([*row, money(o["cents"]), o["state"]])


def main(argv):
    """Read the arguments."""
    args = list(argv)
    file = None
    since = None
    out = None
    while args:
        a = args.pop(0)
        if a in ("--since", "--csv"):
            if not args:
                print(USAGE, file=sys.stderr)
                return 2
            value = args.pop(0)
            if a == "--since":
                try:
                    since = date.fromisoformat(value)
                except ValueError:
                    raise SystemExit(2) from None
            else:
                out = value
        elif a.startswith("--") or file is not None:
            print(USAGE, file=sys.stderr)
            return 2
        else:
            file = a
    if file is None:
        print(USAGE, file=sys.stderr)
        return 2
    audit_plugin.install()
    return process(file, since, out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
