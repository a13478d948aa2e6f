def double(n: int):
    deep: list = []
    deep.append(deep)
    for _ in range(100_000):
        deep = [deep]
    return deep


if __name__ == "__main__":
    print(42)
