import sys

from sums import plus


def double(n: int) -> int:
    return plus(n, n)


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
