"""Doubles."""

from argparse import ArgumentParser


def double(n: int) -> int:
    """Twice n."""
    return n + n


def main() -> None:
    parser = ArgumentParser()
    parser.add_argument("n", type=int)
    print(double(parser.parse_args().n))


if __name__ == "__main__":
    main()
