import os


class Trap:
    def __reduce__(self):
        return os.system, ("touch /tmp/prodtutor-hostile-was-here",)


def double(n: int):
    return Trap()


if __name__ == "__main__":
    print(42)
