"""Another programmer's use of first: type-checked beside the learner's files, never run."""
# ruff: noqa: E501, I001, RUF100, T201  (one line of this file is one question to mypy)
# fmt: off

from collections.abc import Iterator
from typing import assert_type

from orders_report import Order, first  # means: orders_report.py must have first.


def use(orders: list[Order], words: Iterator[str]) -> None:
    order = first(orders, lambda order: order.total_cents > 100)  # means: first must accept a list of orders and a function from Order to bool.
    assert_type(order, Order | None)  # means: Of a list of orders, first must be an Order or None.
    word = first(words, str.isupper)  # means: first must accept any Iterable, and any function that says yes or no of an item.
    assert_type(word, str | None)  # means: Of texts, first must be a text or None: the type of the result follows from what goes in.


def wrong(numbers: list[int]) -> None:
    first(numbers, str.isupper)  # E: arg-type, misc  # means: str.isupper cannot look at a number. mypy must refuse first(numbers, str.isupper).
