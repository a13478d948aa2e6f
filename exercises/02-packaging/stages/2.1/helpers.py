"""Reads orders and makes receipts."""

import json

SHOP = "KIOSK AT THE STATION"
CURRENCY = "EUR"
WIDTH = 36
VERSION = "1.3.0"


def load(file):
    with open(file, encoding="utf-8") as order:
        return json.load(order)


def money(cents):
    return f"{cents // 100}.{cents % 100:02d} {CURRENCY}"


def head(order):
    return SHOP + "\n" + "receipt " + order["id"] + "\n" + "-" * WIDTH


def receipt(order):
    # always the newest prices
    with open("prices.json", encoding="utf-8") as file:
        prices = json.load(file)
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
