"""Only the program; the rest lies in shop/."""

import sys
from pathlib import Path

from shop import money
from shop.border import load, parse_order
from shop.labels import label
from shop.mail import ConsoleMailer, notify
from shop.model import Order, Status

__all__ = ["Order", "Status", "by_status", "find_order", "label", "load", "notify", "parse_order"]


def find_order(orders: list[Order], order_id: str) -> Order | None:
    by_id = {order.id: order for order in reversed(orders)}
    return by_id.get(order_id)


def by_status(orders: list[Order]) -> dict[Status, list[Order]]:
    groups: dict[Status, list[Order]] = {}
    for status in Status:
        groups[status] = []
    for order in orders:
        groups[order.status].append(order)
    return groups


def main() -> None:
    _, name, *ids = sys.argv
    orders = load(Path(name))
    groups = by_status(orders)
    for status, group in groups.items():
        print(f"{status.value}: {len(group)} orders, {money.text(money.total(group))}")
    mailer = ConsoleMailer()
    for order in groups[Status.OPEN]:
        if not notify(mailer, order):
            print(f"{order.id}: no e-mail")
    for order_id in ids:
        if (found := find_order(orders, order_id)) is None:
            print(f"{order_id}: no such order")
        else:
            print(f"{order_id}: {money.text(found.total_cents)}, {label(found.status)}")


if __name__ == "__main__":
    main()
