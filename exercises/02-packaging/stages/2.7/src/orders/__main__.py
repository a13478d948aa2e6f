"""Lets `python -m orders` do what `orders` does."""

import sys

from orders.cli import main

sys.exit(main())
