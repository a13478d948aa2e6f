"""The price list."""

import json
import sys
from pathlib import Path


def load_prices() -> dict[str, int]:
    """Article -> price in cents."""
    return json.loads(Path(sys.argv[0]).with_name("prices.json").read_text(encoding="utf-8"))
