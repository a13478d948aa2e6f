"""Prints an invoice in the customer's own currency.  usage: uv run invoice.py"""

# /// script
# requires-python = ">=3.11"
# dependencies = ["shoprates>=2,<3"]
#
# [[tool.uv.index]]
# url = "./index"
# default = true
# ///

from shoprates import __version__, quote


def main():
    print("shoprates", __version__)
    print("10 umbrellas:", quote(12900, "USD"))


if __name__ == "__main__":
    main()
