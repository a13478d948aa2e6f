import sys
from concurrent.futures import ThreadPoolExecutor


def double(n: int) -> int:
    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(int, (n, n)))


if __name__ == "__main__":
    print(double(int(sys.argv[1])))
