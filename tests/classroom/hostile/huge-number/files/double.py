def double(n: int) -> int:
    return n << 40_000_000


if __name__ == "__main__":
    print(double(21))
