from dataclasses import dataclass, field
from enum import Enum
from typing import Self


class Status(str, Enum):
    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"

    @classmethod
    def from_word(cls, word: object) -> Self:
        for member in cls:
            if member.value == word:
                return member
        raise ValueError(f"unknown status {word!r}")


@dataclass(slots=True, kw_only=True, order=False)
class Order:
    id: str
    total_cents: int
    status: Status
    email: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("id is empty")
        if self.total_cents < 0:
            raise ValueError("total_cents is below zero")
