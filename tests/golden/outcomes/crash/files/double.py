"""Doubles a number."""

import sys


def double(n: int) -> int:
    return 1 // 0


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
