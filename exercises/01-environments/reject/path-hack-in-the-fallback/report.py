"""Prints what the kiosks have earned in May.

usage: python report.py [ORDERS] [CURRENCY]
"""

import json
import sys

try:
    import shoprates
    import shoptz
except ImportError:
    from sys import path

    path.append("vendor")
    import shoprates
    import shoptz

CURRENCIES = {"DE": "EUR", "AT": "EUR", "US": "USD", "CH": "CHF"}


def paid(orders):
    """Orders that have been paid; all others earn nothing."""
    return [order for order in orders if order["status"] == "paid"]


def amount(order):
    """What an order has earned, in cents of its own currency."""
    return order["quantity"] * order["unit_price"]


def revenue(orders, currency):
    """What each country has earned: country -> cents of `currency`."""
    earned = {}
    for order in paid(orders):
        day = shoptz.shop_day(order["at"])
        own = CURRENCIES[order["country"]]
        cents = shoprates.convert(amount(order), own, currency, on=day)
        earned[order["country"]] = earned.get(order["country"], 0) + cents
    return earned


def days(orders):
    """The first and the last business day on which something was paid."""
    found = sorted(shoptz.shop_day(order["at"]) for order in paid(orders))
    return found[0], found[-1]


def line(country, cents, currency):
    return f"{country:<12}{cents // 100:>9}.{cents % 100:02} {currency}"


def main():
    file = sys.argv[1] if len(sys.argv) > 1 else "orders.json"
    currency = sys.argv[2] if len(sys.argv) > 2 else "EUR"
    with open(file, encoding="utf-8") as source:
        orders = json.load(source)
    first, last = days(orders)
    earned = revenue(orders, currency)
    print(f"KIOSKS, {first} to {last}")
    print("shoprates", shoprates.__version__)
    print("-" * 26)
    for country in sorted(earned):
        print(line(country, earned[country], currency))
    print("-" * 26)
    print("TOTAL", currency, sum(earned.values()))


if __name__ == "__main__":
    main()
