"""The command `orders`, without a library for arguments."""

import json
import sys

from orders import __version__
from orders.catalogue import load_prices
from orders.pricing import receipt

USAGE = "usage: orders receipt FILE | orders --version"


def main(argv: list[str] | None = None) -> int:
    match sys.argv[1:] if argv is None else argv:
        case ["--version"]:
            print(__version__)
            return 0
        case ["receipt", name]:
            pass
        case _:
            sys.stderr.write(USAGE + "\n")
            return 2
    try:
        with open(name, encoding="utf-8") as file:
            order = json.load(file)
    except (json.JSONDecodeError, UnicodeDecodeError):
        sys.stderr.write(f"{name} is no JSON\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{name}: {error.strerror}\n")
        return 1
    sys.stdout.write(receipt(order, load_prices()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
