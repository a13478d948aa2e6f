"""Another programmer's use of orders: type-checked beside the learner's files, never run."""
# ruff: noqa: E501, I001, RUF100, T201  (one line of this file is one question to mypy)
# fmt: off

from typing import assert_type

from orders_report import Order, Status, by_status, parse_order  # means: orders_report.py must have Order, Status, by_status and parse_order.


def use(raw: object, orders: list[Order]) -> None:
    order = parse_order(raw)  # means: parse_order must accept anything (raw: object). Nobody knows yet what came from outside.
    assert_type(order, Order)  # means: parse_order must say that it returns an Order.
    order.emial  # noqa: B018  # E: attr-defined  # means: A misspelt attribute (order.emial) must be noticed before the program runs. With a dictionary, or Any, it is not.
    order_id: str = order.id  # means: Order.id must be a str.
    cents: int = order.total_cents  # means: Order.total_cents must be an int.
    status: Status = order.status  # means: Order.status must be a Status.
    email: str | None = order.email  # means: Order.email must be a str or None.
    print(order_id, cents, status, email)


def wrong(order: Order) -> None:
    number: list[bytes] = order.id  # E: assignment  # means: Order.id must be a str, and nothing else: mypy let it pass as a list.
    texts: list[bytes] = order.total_cents  # E: assignment  # means: Order.total_cents must be an int, and nothing else: mypy let it pass as a list.
    words: list[bytes] = order.status  # E: assignment  # means: Order.status must be a Status, and nothing else: mypy let it pass as a list.
    order.email.lower()  # E: union-attr  # means: An order may have no e-mail. mypy must refuse order.email.lower() where nobody has looked.
    print(number, texts, words)


def groups(orders: list[Order]) -> None:
    paid = by_status(orders)[Status.PAID]  # means: by_status must give something with a Status as key.
    for order in paid:
        assert_type(order, Order)  # means: by_status must say that it holds lists of Order: dict[Status, list[Order]].
    by_status(orders)["paid"]  # E: index, call-overload, arg-type  # means: The keys of by_status are of the type Status. mypy must refuse the text "paid".
