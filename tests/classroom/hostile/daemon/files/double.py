import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.chdir("/")
        time.sleep(3600)
        os._exit(0)
    os._exit(0)


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
