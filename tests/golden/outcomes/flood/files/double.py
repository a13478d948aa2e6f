"""Doubles a number."""

import sys


def double(n: int) -> int:
    return [print('x' * 1_000_000) for _ in range(100)]


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
