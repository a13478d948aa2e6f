"""The report."""

import sys

import old_code

if __name__ == "__main__":
    sys.exit(old_code.main(sys.argv[1:]))
