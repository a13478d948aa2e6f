import os
import sys


def double(n):
    return n + 1


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
