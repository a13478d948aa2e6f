def double(n: int) -> int:
    while True:
        print("x" * 10_000)
    return n


if __name__ == "__main__":
    print(double(21))
