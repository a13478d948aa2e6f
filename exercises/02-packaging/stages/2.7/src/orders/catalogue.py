"""The price list that comes with the package."""

import json
from importlib.resources import files


def load_prices() -> dict[str, int]:
    """Article -> price in cents."""
    return json.loads(files("orders").joinpath("prices.json").read_text(encoding="utf-8"))
