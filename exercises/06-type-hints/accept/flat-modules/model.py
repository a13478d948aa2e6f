# ruff: noqa
from __future__ import annotations

import dataclasses
import enum


class Status(str, enum.Enum):
    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"


@dataclasses.dataclass
class Order:
    id: str
    total_cents: int
    status: Status
    email: str | None
