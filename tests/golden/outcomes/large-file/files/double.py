import sys
from pathlib import Path


def double(n: int) -> int:
    with Path("large").open("wb") as file:
        for _ in range(200):
            file.write(b"x" * (1 << 20))
    return n * 2


if __name__ == "__main__":
    print(int(sys.argv[1]) * 2)
