# Kiosk receipts, version 1.3.0
# start it with: python app.py order.json

import json
import sys

SHOP = "KIOSK AT THE STATION"
CURRENCY = "EUR"
WIDTH = 36
VERSION = "1.2.0"

from helpers import *


def head(order):
    return SHOP + "\n" + "receipt " + order["id"] + "\n" + "-" * WIDTH


print("orders", VERSION, "starting")

try:
    order = load(sys.argv[1])
    print(receipt(order))
except Exception as error:
    print("Something went wrong:", error)
