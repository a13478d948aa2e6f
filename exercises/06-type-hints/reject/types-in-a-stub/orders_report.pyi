from pathlib import Path
from typing import Protocol
from enum import Enum


class Status(Enum):
    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"


class Order:
    id: str
    total_cents: int
    status: Status
    email: str | None


class Mailer(Protocol):
    def send(self, to: str, text: str) -> None: ...


def load(path: Path) -> list[Order]: ...
def parse_order(raw: object) -> Order: ...
def find_order(orders: list[Order], order_id: str) -> Order | None: ...
def by_status(orders: list[Order]) -> dict[Status, list[Order]]: ...
def label(status: Status) -> str: ...
def notify(mailer: Mailer, order: Order) -> bool: ...
