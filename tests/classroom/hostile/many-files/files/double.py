import os

for number in range(100_000):
    try:
        os.close(os.open(f"file{number}", os.O_CREAT))
    except OSError:
        break


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
