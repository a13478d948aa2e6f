"""The command `orders`: reads, asks the pricing, prints. Everything that touches the world is here."""

import argparse
import json
import sys
from enum import IntEnum
from importlib.metadata import version

from orders.catalogue import load_prices
from orders.pricing import receipt


class Status(IntEnum):
    """What the command ends with."""

    DONE = 0
    UNREADABLE = 1


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit status. argv: the arguments after its name; those of the process if None."""
    parser = argparse.ArgumentParser(prog="orders", description="Receipts of a kiosk.")
    parser.add_argument("--version", action="version", version=version("shop-orders"))
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("receipt", help="print the receipt of an order").add_argument("file")
    options = parser.parse_args(argv)
    try:
        with open(options.file, encoding="utf-8") as file:
            order = json.load(file)
    except (OSError, ValueError) as error:
        print(f"orders: {options.file} cannot be read: {error}", file=sys.stderr)
        return Status.UNREADABLE
    print(receipt(order, load_prices()))
    return Status.DONE
