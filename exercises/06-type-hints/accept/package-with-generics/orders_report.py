import sys
from collections.abc import Collection, Iterable
from itertools import groupby
from pathlib import Path

from kiosk.border import load, parse_order
from kiosk.mail import ConsoleMailer, Mailer, label, notify
from kiosk.model import Order, Status

__all__ = ["Order", "Status", "by_status", "find_order", "label", "load", "notify", "parse_order"]


def find_order(orders: Iterable[Order], order_id: str) -> Order | None:
    return {order.id: order for order in orders}.get(order_id)


def by_status(orders: Iterable[Order]) -> dict[Status, list[Order]]:
    places = list(Status)
    groups: dict[Status, list[Order]] = {status: [] for status in places}
    ordered = sorted(orders, key=lambda order: places.index(order.status))
    for status, group in groupby(ordered, key=lambda order: order.status):
        groups[status] = list(group)
    return groups


def money(cents: int) -> str:
    return "{}.{:02}".format(*divmod(cents, 100))


def summary(groups: dict[Status, list[Order]]) -> Iterable[str]:
    for status, group in groups.items():
        yield f"{status.value}: {len(group)} orders, {money(sum(o.total_cents for o in group))}"


def reminders(mailer: Mailer, orders: Collection[Order]) -> None:
    for order in orders:
        if notify(mailer, order):
            continue
        print(f"{order.id}: no e-mail")


def main() -> None:
    orders = load(Path(sys.argv[1]))
    groups = by_status(orders)
    print("\n".join(summary(groups)))
    reminders(ConsoleMailer(), groups[Status.OPEN])
    for order_id in sys.argv[2:]:
        order = find_order(orders, order_id)
        print(
            f"{order_id}:", "no such order" if order is None else f"{money(order.total_cents)}, {label(order.status)}"
        )


if __name__ == "__main__":
    main()
