"""Orders and requests drawn afresh for each test."""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass, field
from typing import Any

Request = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """An order as a customer sends it, and what the supplier asks for its goods."""

    id: str
    sku: str
    quantity: int
    unit_cents: int
    email: str
    card_token: str
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def body(self) -> str:
        known = {name: getattr(self, name) for name in ("id", "sku", "quantity", "email", "card_token")}
        return json.dumps({**known, **self.extra}, ensure_ascii=False)

    @property
    def total_cents(self) -> int:
        return self.quantity * self.unit_cents

    @property
    def secrets(self) -> dict[str, str]:
        """What must not be told to anybody, by the name that a learner knows it under."""
        return {"the customer's e-mail": self.email, "the card token": self.card_token}

    def post(self, after: float = 0.0, fails: str = "", headers: dict[str, str] | None = None) -> Request:
        """The request that places it. after: seconds until the supplier answers; fails: what it raises then."""
        offer: dict[str, Any] = {"after": after, "answer": {"unit_cents": self.unit_cents}}
        if fails:
            offer = {"after": after, "raise": fails}
        send = ["POST", "/orders", headers or {}, self.body]
        return {"send": send, "offers": {f"/prices/{self.sku}": offer}}


def word(draw: random.Random, length: int = 6) -> str:
    return "".join(draw.choices(string.ascii_lowercase, k=length))


def order(draw: random.Random, sku: str = "") -> Order:
    """Another one at each call; no part of it is in another, or in any ordinary text."""
    return Order(
        id=f"o-{draw.randrange(10**6, 10**7)}",
        sku=sku or f"{word(draw, 5).upper()}-{draw.randrange(100, 999)}",
        quantity=draw.randrange(2, 9),
        unit_cents=draw.randrange(100, 999),
        email=f"{word(draw, 10)}.{draw.randrange(10, 99)}@{word(draw)}.example",
        card_token=f"tok_{word(draw, 8)}{draw.randrange(10**7, 10**8)}",
    )


def get(path: str, headers: dict[str, str] | None = None) -> Request:
    return {"send": ["GET", path, headers or {}, ""]}
