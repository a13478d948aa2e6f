"""The price list."""

import json
import pkgutil


def load_prices() -> dict[str, int]:
    data = pkgutil.get_data("orders", "prices.json")
    assert data is not None
    return json.loads(data)
