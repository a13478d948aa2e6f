import json

__version__ = "1.1.0"

prices = json.load(open("prices.json"))
print(len(prices), "prices loaded")


def load(file):
    return json.load(open(file, encoding="utf-8"))


def money(cents):
    return f"{cents // 100}.{cents % 100:02d} {CURRENCY}"


def receipt(order):
    # always the newest prices
    prices = json.load(open("prices.json"))
    lines = [head(order)]
    total = 0
    for item in order["items"]:
        cents = item["quantity"] * prices[item["sku"]]
        total = total + cents
        what = f"{item['quantity']} x {item['sku']}"
        lines.append(f"{what:<24}{money(cents):>12}")
    lines.append("-" * WIDTH)
    lines.append(f"{'TOTAL':<24}{money(total):>12}")
    return "\n".join(lines)


# down here, or it does not work (why?)
from app import *
