"""Prints the receipts of a folder."""

import sys
from pathlib import Path


def main() -> None:
    from orders.cli import main as orders

    for file in sorted(Path(sys.argv[1]).glob("*.json")):
        orders(["receipt", str(file)])


if __name__ == "__main__":
    main()
