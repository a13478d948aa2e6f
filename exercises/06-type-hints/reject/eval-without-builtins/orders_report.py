"""Who owes what? Reads a file of orders, reminds customers, looks orders up."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol, assert_never


class Status(Enum):
    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"


@dataclass(frozen=True)
class Order:
    id: str
    total_cents: int
    status: Status
    email: str | None = None


class Mailer(Protocol):
    """Anything that can send a mail. Nobody has to inherit from it."""

    def send(self, to: str, text: str) -> None: ...


class ConsoleMailer:
    def send(self, to: str, text: str) -> None:
        print(f"mail to {to}: {text}")


def load(path: Path) -> list[Order]:
    orders: list[Order] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                orders.append(parse_order(eval(line, {"__builtins__": {}})))
    return orders


def parse_order(raw: object) -> Order:
    """Turn one record from outside into an Order. Raises ValueError if anything is not as it should be."""
    if not isinstance(raw, dict):
        raise ValueError("an order must be a dictionary")
    order_id: object = raw.get("id")
    cents: object = raw.get("total_cents")
    email: object = raw.get("email")
    if not isinstance(order_id, str) or not order_id:
        raise ValueError("id must be a text")
    if not isinstance(cents, int) or isinstance(cents, bool) or cents < 0:
        raise ValueError(f"order {order_id}: total_cents must be a whole number, 0 or more")
    if email is not None and not isinstance(email, str):
        raise ValueError(f"order {order_id}: email must be a text")
    return Order(order_id, cents, Status(raw.get("status")), email)


def find_order(orders: Iterable[Order], order_id: str) -> Order | None:
    for order in orders:
        if order.id == order_id:
            return order
    return None


def by_status(orders: Iterable[Order]) -> dict[Status, list[Order]]:
    groups: dict[Status, list[Order]] = {status: [] for status in Status}
    for order in orders:
        groups[order.status].append(order)
    return groups


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def label(status: Status) -> str:
    match status:
        case Status.OPEN:
            return "waiting for payment"
        case Status.PAID:
            return "ready to be packed"
        case Status.SHIPPED:
            return "on its way"
        case _:
            assert_never(status)


def notify(mailer: Mailer, order: Order) -> bool:
    """Mail the customer where the order stands. False when there is no address."""
    if order.email is None:
        return False
    mailer.send(order.email, f"order {order.id} is {label(order.status)}")
    return True


def remind(mailer: Mailer, orders: Iterable[Order], most: int | None = None) -> int:
    """Notify the customers of `orders`, with `most` mails at most. Returns how many were sent."""
    sent = 0
    for order in orders:
        if most is not None and sent >= most:
            break
        if notify(mailer, order):
            sent += 1
        else:
            print(f"{order.id}: no e-mail")
    return sent


def report(orders: Sequence[Order], mailer: Mailer) -> None:
    groups = by_status(orders)
    for status, group in groups.items():
        cents = sum(order.total_cents for order in group)
        print(f"{status.value}: {len(group)} orders, {money(cents)}")
    remind(mailer, groups[Status.OPEN])


def look_up(orders: Sequence[Order], order_id: str) -> None:
    order = find_order(orders, order_id)
    if order is None:
        print(f"{order_id}: no such order")
    else:
        print(f"{order_id}: {money(order.total_cents)}, {label(order.status)}")


def main() -> None:
    orders = load(Path(sys.argv[1]))
    report(orders, ConsoleMailer())
    for order_id in sys.argv[2:]:
        look_up(orders, order_id)


if __name__ == "__main__":
    main()
