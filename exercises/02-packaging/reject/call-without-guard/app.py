"""Prints the receipt of an order: python app.py order.json"""

import json
import sys

from helpers import VERSION, load, receipt


def main():
    print("orders", VERSION, "starting")
    try:
        with open("prices.json", encoding="utf-8") as file:
            prices = json.load(file)
        print(len(prices), "prices loaded")
        print(receipt(load(sys.argv[1])))
    except Exception as error:
        print("Something went wrong:", error)


main()
