"""Lets `python -m orders` do what `orders` does."""

import sys

from src.orders.cli import main

sys.exit(main())
