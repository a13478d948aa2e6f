"""Doubles a number."""

import sys


def double(n):
    return n * 2


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
