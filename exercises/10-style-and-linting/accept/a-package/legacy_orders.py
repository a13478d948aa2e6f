"""The command, as it has always been called."""

import sys

from orders.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
