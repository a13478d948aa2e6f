"""Prints what the kiosks have earned."""

import json
import sys

from money import earned


def main(file="orders.json", currency="EUR"):
    with open(file, encoding="utf-8") as source:
        orders = [order for order in json.load(source) if order["status"] == "paid"]
    print(f"TOTAL {currency} {sum(earned(order, currency) for order in orders)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
