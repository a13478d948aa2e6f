"""Greets people."""

import sys


def greeting(name: str) -> str:
    """Return the words that greet `name`."""
    return f"Hello, {name}."


if __name__ == "__main__":
    print(greeting(sys.argv[1]))
