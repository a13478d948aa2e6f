import sys


def double(n: int) -> int:
    print("\x1b[32mdoubling\x1b[0m", file=sys.stderr)
    return n * 2


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
