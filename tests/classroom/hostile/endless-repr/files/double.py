class Endless:
    def __repr__(self) -> str:
        while True:
            pass

    __str__ = __repr__


def double(n: int):
    return Endless()


if __name__ == "__main__":
    print(42)
