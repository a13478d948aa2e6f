# mypy: ignore-errors
# ruff: noqa
import os  # noqa


def double(n):  # type: ignore
    return n * 2


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
