import sys


def double(n: int) -> int:
    hoard = b"x" * (2 << 30)
    while len(hoard) > n:
        pass
    return n * 2


if __name__ == "__main__":
    print(int(sys.argv[1]) * 2)
