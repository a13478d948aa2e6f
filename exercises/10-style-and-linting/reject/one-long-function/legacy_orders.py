import csv
import json
import sys
from datetime import date

import audit_plugin
import hooks

HOME_COUNTRIES = {"DE", "AT"}
USAGE = "usage: legacy_orders.py FILE [--since DATE] [--csv OUT]"
returned = []


class coupon:
    def __init__(self, Code):
        self.code = Code

    def __eq__(self, other):
        return self.code == other.code

    def is_missing(self):
        return self.code in ("", "-")  # the tills write these for "no coupon"


def money(cents):
    return f"{cents / 100:.2f}"


def Record(o):
    returned.append(o["id"])
    return True


# orders and cents for each country
def CountByCountry(orders):
    totals = {}
    for order in orders:
        if order["country"] not in totals.keys():
            totals[order["country"]] = [0, 0]
        totals[order["country"]][0] += 1
        totals[order["country"]][1] += order["cents"]
    return totals


def Show(title, Totals):
    print(f"{title}:")
    for c in sorted(Totals.keys()):
        if c in HOME_COUNTRIES:
            mark = "*"
        else:
            mark = " "
        print(f" {mark}{c:<4}{Totals[c][0]:>4}{money(Totals[c][1]):>12}")


def process(FileName, since=None, out=None):
    # print('DEBUG', FileName)
    try:
        file = open(FileName, encoding="utf-8")
    except OSError:
        print(f"cannot read {FileName}", file=sys.stderr)
        return 1
    data = json.load(file)
    file.close()
    Good: list[dict] = []
    counter = []
    web = []
    late = []
    paid = 0
    paid_cents = 0
    skipped = 0
    plain = 0
    Coupons = {}
    for entry in data:
        if since:
            if date.fromisoformat(entry["date"]) < since:
                continue
        o = dict(entry)
        # how many, and what it costs
        try:
            if isinstance(o["quantity"], str):
                o["quantity"] = o["quantity"].strip()
            quantity = int(o["quantity"])
            if o.get("currency", "EUR") == "EUR":
                o["cents"] = quantity * o["unit_cents"]
            else:
                o["cents"] = round(quantity * o["unit_cents"] * o["rate"])
        except (KeyError, TypeError, ValueError):
            skipped += 1
            continue
        if quantity < 0:
            Record(o)
            continue
        if quantity == 0:
            continue
        hooks.call_all(o, o["cents"])
        Good.append(o)
        # three generations of tills: true and 1 are paid; 2 (reminded) and "yes" (promised) are not
        if o["paid"] in (True, 1):
            paid += 1
            paid_cents += o["cents"]
            o["state"] = "paid"
        else:
            late.append(o)
            o["state"] = "open"
        if o["channel"] == "counter":
            counter.append(o)
        elif o["channel"] == "web":
            web.append(o)
        else:
            print(f"channel {o['channel']}? I take it for web")
            web.append(o)
        c = coupon(o.get("coupon", ""))
        if c.is_missing():
            plain += 1
        else:
            if c.code not in Coupons:
                Coupons[c.code] = 0
            Coupons[c.code] += 1
    print(f"orders: {len(Good)}")
    print(f"paid: {paid}, {money(paid_cents)}")
    print(f"open: {len(late)}")
    late.sort(key=lambda o: (o["date"], o["id"]))
    for order in late:
        print(f"  {order['date']} {order['id']}{money(order['cents']):>12}")
    Show("counter", CountByCountry(counter))
    Show("all", CountByCountry(counter + web))
    if plain != len(Good):
        Used = []
        for name in sorted(Coupons.keys()):
            Used.append(f"{name} x{Coupons[name]}")
        print("coupons: " + ", ".join(Used))
    if returned:
        print("returned: " + ", ".join(returned))
    if skipped:
        print(f"skipped: {skipped}")
    if out is not None:
        with open(out, "w", encoding="utf-8", newline="") as f:
            w = csv.writer(f, delimiter=";")
            w.writerow(["id", "date", "country", "item", "amount", "state"])
            for o in Good:
                w.writerow(
                    [
                        o["id"],
                        o["date"],
                        o["country"],
                        o["item"],
                        money(o["cents"]),
                        o["state"],
                    ]
                )
    return 0


def main(argv):
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
