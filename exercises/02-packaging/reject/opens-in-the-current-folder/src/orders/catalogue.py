"""The price list."""

import json


def load_prices() -> dict[str, int]:
    """Article -> price in cents."""
    with open("prices.json", encoding="utf-8") as file:
        return json.load(file)
