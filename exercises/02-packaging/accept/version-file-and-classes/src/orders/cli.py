"""The command."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from orders.pricing import receipt
from orders.shop import Shop


class Complaint(Exception):
    pass


def read(name: str) -> dict:
    try:
        return json.loads(Path(name).read_bytes())
    except (OSError, ValueError) as error:
        raise Complaint(f"{name}: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser("orders")
    parser.add_argument("-V", "--version", action="store_true")
    parser.add_argument("words", nargs="*")
    options = parser.parse_args(argv)
    if options.version:
        print(f"orders {metadata.version('shop_orders')} (Python {sys.version_info.major})")
        return 0
    if len(options.words) != 2 or options.words[0] != "receipt":
        parser.error("expected: receipt FILE")
    try:
        print(receipt(read(options.words[1]), Shop.here().prices))
    except Complaint as complaint:
        print(Shop.here().explain(complaint), file=sys.stderr)
        return 1
    return 0
