"""Doubles a number."""

import sys


def twice(n: int) -> int:
    return n * 2


if __name__ == "__main__":
    print(twice(int(sys.argv[1])))
