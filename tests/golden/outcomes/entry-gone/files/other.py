"""Doubles a number."""

import sys


def double(n: int) -> int:
    return n * 2


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
