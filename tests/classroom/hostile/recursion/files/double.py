import sys


def double(n: int) -> int:
    sys.setrecursionlimit(10**9)
    return double(n) + 1


if __name__ == "__main__":
    print(double(21))
