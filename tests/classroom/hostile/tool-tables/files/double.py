import os


def double(n):
    return n * 2


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
