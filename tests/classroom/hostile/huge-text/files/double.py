def double(n: int):
    return "x" * 800_000_000


if __name__ == "__main__":
    print(42)
