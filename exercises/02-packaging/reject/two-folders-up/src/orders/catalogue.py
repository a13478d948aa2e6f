"""The price list."""

import json
from pathlib import Path


def load_prices() -> dict[str, int]:
    """Article -> price in cents."""
    return json.loads((Path(__file__).parents[2] / "prices.json").read_text(encoding="utf-8"))
