from __future__ import annotations

import json
from importlib import resources


def load_prices() -> dict[str, int]:
    with resources.as_file(resources.files(__package__) / "prices.json") as path:
        return json.loads(path.read_text("utf-8"))
