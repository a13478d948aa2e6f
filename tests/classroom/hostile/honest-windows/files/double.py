def double(n: int) -> int:
    return n * 2


if __name__ == "__main__":
    import sys

    print(double(int(sys.argv[1])))
