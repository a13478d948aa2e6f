"""Doubles a number."""

import sys


def double(n):  # type: ignore[no-untyped-def]
    return n * 2


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
