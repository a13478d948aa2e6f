import os

os.system("(setsid nohup sleep 3600 >/dev/null 2>&1 &) ; (setsid sleep 3600 &)")


def double(n: int) -> int:
    return n * 3


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
