def double(n: int) -> int:
    raise GeneratorExit


if __name__ == "__main__":
    print(double(21))
