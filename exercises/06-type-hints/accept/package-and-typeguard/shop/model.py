from dataclasses import dataclass
from enum import Enum, unique
from typing import NewType, TypeAlias

Cents = NewType("Cents", int)
Address: TypeAlias = str


@unique
class Status(Enum):
    """Where an order stands."""

    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: str
    total_cents: Cents
    status: Status
    email: Address | None = None
