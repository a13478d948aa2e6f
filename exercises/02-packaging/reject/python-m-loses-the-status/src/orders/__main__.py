"""Lets `python -m orders` do what `orders` does."""

from orders.cli import main

main()
