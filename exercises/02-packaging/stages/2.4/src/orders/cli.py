"""The command `orders`."""

import json
import sys

from orders.catalogue import load_prices
from orders.pricing import receipt

VERSION = "1.3.0"


def main(argv: list[str] | None = None) -> int:
    """Print the receipt of an order file."""
    arguments = sys.argv[1:] if argv is None else argv
    with open(arguments[1], encoding="utf-8") as file:
        order = json.load(file)
    print(receipt(order, load_prices()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
