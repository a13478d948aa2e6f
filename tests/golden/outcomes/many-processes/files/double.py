import os
import sys
import time


def double(n: int) -> int:
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
    time.sleep(2)
    return n * 2


if __name__ == "__main__":
    print(int(sys.argv[1]) * 2)
