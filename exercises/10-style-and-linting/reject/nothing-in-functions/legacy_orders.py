"""The report."""

import csv
import json
import sys
from datetime import date

argv = sys.argv[1:]
since, out, names = None, None, []
while argv:
    word = argv.pop(0)
    if word in ("--since", "--csv"):
        if not argv:
            sys.exit(2)
        if word == "--csv":
            out = argv.pop(0)
        else:
            try:
                since = date.fromisoformat(argv.pop(0))
            except ValueError:
                sys.exit(2)
    elif word.startswith("--") or names:
        sys.exit(2)
    else:
        names.append(word)
if not names:
    sys.exit(2)
try:
    file = open(names[0], encoding="utf-8")
except OSError:
    sys.exit(1)
data = json.load(file)
good, returned, skipped, coupons, late, paid, total = [], [], 0, {}, [], 0, 0
for o in data:
    if since:
        day = date.fromisoformat(o["date"])
        if day < since:
            continue
    try:
        n = int(o["quantity"])
        cents = n * o["unit_cents"]
        if o.get("currency", "EUR") != "EUR":
            cents = round(cents * o["rate"])
    except Exception:
        skipped += 1
        continue
    o["cents"] = cents
    if n < 0:
        returned.append(o["id"])
        continue
    if n == 0:
        continue
    if cents >= 100000:
        print(f"audit: {o['id']} {cents / 100:.2f} {o['country']}")
    good.append(o)
    if o["paid"] in (True, 1):
        paid += 1
        total += cents
        o["state"] = "paid"
    else:
        late.append(o)
        o["state"] = "open"
    if o["channel"] not in ("counter", "web"):
        print(f"channel {o['channel']}? I take it for web")
    c = o.get("coupon", "")
    if c not in ("", "-"):
        coupons[c] = coupons.get(c, 0) + 1
print(f"orders: {len(good)}")
print(f"paid: {paid}, {total / 100:.2f}")
print(f"open: {len(late)}")
for o in sorted(late, key=lambda o: (o["date"], o["id"])):
    print(f"  {o['date']} {o['id']}{o['cents'] / 100:>12.2f}")
for title in ("counter", "all"):
    print(f"{title}:")
    totals = {}
    for o in good:
        if title == "all" or o["channel"] == "counter":
            t = totals.setdefault(o["country"], [0, 0])
            t[0] += 1
            t[1] += o["cents"]
    for k in sorted(totals):
        mark = "*" if k in ("DE", "AT") else " "
        print(f" {mark}{k:<4}{totals[k][0]:>4}{totals[k][1] / 100:>12.2f}")
if coupons:
    print("coupons: " + ", ".join(f"{k} x{coupons[k]}" for k in sorted(coupons)))
if returned:
    print("returned: " + ", ".join(returned))
if skipped:
    print(f"skipped: {skipped}")
if out is not None:
    f = open(out, "w", encoding="utf-8", newline="")
    w = csv.writer(f, delimiter=";")
    w.writerow(["id", "date", "country", "item", "amount", "state"])
    for o in good:
        w.writerow(
            [
                o["id"],
                o["date"],
                o["country"],
                o["item"],
                f"{o['cents'] / 100:.2f}",
                o["state"],
            ]
        )
