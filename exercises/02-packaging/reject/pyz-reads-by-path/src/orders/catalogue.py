"""The price list."""

import json
from pathlib import Path


def load_prices() -> dict[str, int]:
    return json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))
