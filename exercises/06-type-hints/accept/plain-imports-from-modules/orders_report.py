import sys
from pathlib import Path
from typing import Dict, List, Optional, Sequence, assert_never

from border import load, parse_order
from shapes import Cents, Mailer, Order, Status


class ConsoleMailer(Mailer):
    def send(self, to: str, text: str) -> None:
        print("mail to " + to + ": " + text)


def find_order(orders: Sequence[Order], order_id: str) -> Optional[Order]:
    for i in range(len(orders)):
        if orders[i].id == order_id:
            return orders[i]
    return None


def by_status(orders: Sequence[Order]) -> Dict[Status, List[Order]]:
    return {status: [o for o in orders if o.status == status] for status in Status}


def money(cents: Cents) -> str:
    euros, rest = divmod(cents, 100)
    return "%d.%02d" % (euros, rest)


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
    if order.email is not None:
        mailer.send(order.email, "order " + order.id + " is " + label(order.status))
        return True
    return False


def report(orders: Sequence[Order], mailer: Mailer) -> None:
    groups = by_status(orders)
    for status in Status:
        group = groups[status]
        cents = sum(order.total_cents for order in group)
        print(status.name.lower() + ": " + str(len(group)) + " orders, " + money(cents))
    for order in groups[Status.OPEN]:
        if not notify(mailer, order):
            print(order.id + ": no e-mail")


def describe(order: Optional[Order]) -> str:
    if order is None:
        return "no such order"
    return money(order.total_cents) + ", " + label(order.status)


def main(args: Sequence[str]) -> None:
    orders = load(Path(args[0]))
    report(orders, ConsoleMailer())
    for order_id in args[1:]:
        print(order_id + ": " + describe(find_order(orders, order_id)))


if __name__ == "__main__":
    main(sys.argv[1:])
