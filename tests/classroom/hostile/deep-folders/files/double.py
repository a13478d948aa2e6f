import os

for _ in range(3_000):
    os.mkdir("d" * 100)
    os.chdir("d" * 100)


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
