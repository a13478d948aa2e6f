import os
import sys
import time


def double(n: int) -> int:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    return n + 1


if __name__ == "__main__":
    print(int(sys.argv[1]) * 2)
