from enum import Enum, auto
from typing import NamedTuple, Optional, Protocol, TypeAlias

Cents: TypeAlias = int


class Status(Enum):
    OPEN = auto()
    PAID = auto()
    SHIPPED = auto()


class Order(NamedTuple):
    id: str
    total_cents: Cents
    status: Status
    email: Optional[str]


class Mailer(Protocol):
    def send(self, to: str, text: str) -> None: ...
