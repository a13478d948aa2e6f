import sys


def double(n: int) -> int:
    total = 0
    for _ in range(2):
        total += n
    return total


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
