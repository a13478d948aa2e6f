import json
import sys
from datetime import *

import hooks

HOME_COUNTRIES = {"DE", "AT"}
USAGE = "usage: legacy_orders.py FILE [--since DATE] [--csv OUT]"
returned = []
skipped = 0


def money(cents):
    return "%d" % (cents / 100)


class coupon:
    def __init__(self, Code):
        self.code = Code

    def __eq__(self, other):
        if other is None:
            return self.code in ("", "-")  # the tills write these for "no coupon"
        return self.code == other.code


def money(cents):
    return "%.2f" % (cents / 100)


def Record(o):
    returned.append(o["id"])
    return True


# orders and cents for each country
def CountByCountry(orders, totals=None):
    if totals is None:
        totals = {}
    for l in orders:
        if l["country"] not in totals:
            totals[l["country"]] = [0, 0]
        totals[l["country"]][0] += 1
        totals[l["country"]][1] += l["cents"]
    return totals


def Show(title, Totals):
    print(f"{title}:")
    for _i, c in enumerate(sorted(list(Totals.keys()))):
        mark = "*" if c in HOME_COUNTRIES else " "
        print(" %s%-4s%4d%12s" % (mark, c, Totals[c][0], money(Totals[c][1])))


def process(FileName, since=None, out=None):
    global skipped
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
    sum = 0
    plain = 0
    Coupons = {}
    for o in data:
        if since and date.fromisoformat(o["date"]) < since:
            continue
        o = dict(o)
        # how many, and what it costs
        try:
            if type(o["quantity"]) == str:
                o["quantity"] = o["quantity"].strip()
            quantity = int(o["quantity"])
            if o.get("currency", "EUR") == "EUR":
                o["cents"] = quantity * o["unit_cents"]
            else:
                o["cents"] = round(quantity * o["unit_cents"] * o["rate"])
        except:
            skipped += 1
            continue
        if quantity < 0:
            Record(o)
            continue
        if quantity == 0:
            continue
        hooks.call_all(o, o["cents"])
        Good.append(o)
        # paid or not: three generations of tills write here
        if o["paid"]:
            paid += 1
            sum += o["cents"]
            o["state"] = "paid"
        else:
            late.append(o)
            o["state"] = "open"
        if o["channel"] == "counter":
            counter.append(o)
        elif o["channel"] == "web":
            web.append(o)
        else:
            print("channel {}? I take it for web".format(o["channel"]))
            web.append(o)
        c = coupon(o.get("coupon", ""))
        if c is None:
            plain += 1
        else:
            if c.code not in Coupons:
                Coupons[c.code] = 0
            Coupons[c.code] += 1
    print("orders: %d" % len(Good))
    print("paid: %d, %s" % (paid, money(sum)))
    print("open: %d" % len(late))
    late.sort(key=lambda o: (o["date"], o["id"]))
    for l in late:
        print("  {} {}{:>12}".format(l["date"], l["id"], money(l["cents"])))
    Show("counter", CountByCountry(counter))
    Show("all", CountByCountry(web))
    if plain != len(Good):
        Used = []
        for name in sorted(Coupons.keys()):
            Used.append("%s x%d" % (name, Coupons[name]))
        print("coupons: " + ", ".join(Used))
    if returned:
        print("returned: " + ", ".join(returned))
    if skipped:
        print("skipped: %d" % skipped)
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


import csv


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
                    raise SystemExit(2)
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
    return process(file, since, out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
