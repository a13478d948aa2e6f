def double(n: int) -> int:
    raise KeyboardInterrupt


if __name__ == "__main__":
    print(double(21))
