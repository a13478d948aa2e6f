def double(n: int) -> int:
    while True:
        pass


if __name__ == "__main__":
    print(double(21))
