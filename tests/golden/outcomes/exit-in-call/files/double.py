"""Doubles a number."""

import sys


def double(n: int) -> int:
    sys.exit(0)


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
