"""Configurations with secrets and names that nobody has seen before."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """A complete configuration, fresh for each test."""

    key: str
    user: str
    password: str
    """As it stands in the URL: one character in the middle is percent-encoded."""
    host: str
    port: int
    database: str

    @property
    def url(self) -> str:
        return f"postgresql://{self.user}:{self.password}@{self.host}:{self.port}/{self.database}"

    @property
    def env(self) -> dict[str, str]:
        """The two required variables."""
        return {"SHOP_DATABASE_URL": self.url, "SHOP_API_KEY": self.key}

    @property
    def secrets(self) -> dict[str, str]:
        """What must not show, by the name that a learner knows it under."""
        return {"the API key": self.key, "the database password": self.password}


def mixed(draw: random.Random, length: int) -> str:
    """Upper case, digit, lower case, over and over: no ordinary text holds four such characters by chance."""
    kinds = (string.ascii_uppercase, string.digits, string.ascii_lowercase)
    shift = draw.randrange(3)
    return "".join(draw.choice(kinds[(shift + place) % 3]) for place in range(length))


def name(draw: random.Random, length: int = 7) -> str:
    """A host's or a user's name."""
    return "".join(draw.choice(string.ascii_lowercase) for _ in range(length))


def configuration(draw: random.Random, key_length: int = 30) -> Drawn:
    """Another one at each call."""
    return Drawn(
        key=mixed(draw, key_length),
        user=name(draw),
        password=f"{mixed(draw, 9)}%40{mixed(draw, 9)}",
        host=f"db-{name(draw)}.example",
        port=draw.randrange(5000, 9000),
        database=name(draw),
    )


def sales(draw: random.Random) -> tuple[str, int, int]:
    """The text of a sales.csv, how many orders it holds, and their revenue in cents."""
    rows, revenue = ["id,sku,quantity,unit_cents"], 0
    count = draw.randrange(12, 25)
    for number in range(count):
        quantity, cents = draw.randrange(1, 9), draw.randrange(10, 2500)
        revenue += quantity * cents
        rows.append(f"o-{number + 100},{name(draw, 5).upper()},{quantity},{cents}")
    return "\n".join(rows) + "\n", count, revenue
