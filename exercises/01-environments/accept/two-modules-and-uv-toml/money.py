"""Money of the shops."""

from importlib import import_module

from shoptz import shop_day

CURRENCIES = {"DE": "EUR", "AT": "EUR", "US": "USD", "CH": "CHF"}


def earned(order, currency):
    """What an order has earned, in cents of `currency`."""
    shoprates = import_module("shoprates")
    cents = order["quantity"] * order["unit_price"]
    return shoprates.convert(cents, CURRENCIES[order["country"]], currency, on=shop_day(order["at"]))
