"""The price list, in another format."""

import tomllib
from importlib import resources


def load_prices() -> dict[str, int]:
    with resources.files("orders").joinpath("prices.toml").open("rb") as file:
        return tomllib.load(file)
