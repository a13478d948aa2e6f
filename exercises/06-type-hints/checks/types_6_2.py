"""Another programmer's use of find_order: type-checked beside the learner's files, never run."""
# ruff: noqa: E501, I001, RUF100, T201  (one line of this file is one question to mypy)
# fmt: off

from pathlib import Path
from typing import assert_type

from orders_report import Order, find_order, load  # means: orders_report.py must have Order, find_order and load.


def needs_an_order(order: Order) -> None:  # means: Order must be usable as a type in an annotation.
    print(order)


def use(path: Path) -> None:
    orders = load(path)  # means: load must accept a pathlib.Path.
    assert_type(orders, list[Order])  # means: load must say that it returns list[Order].
    hit = find_order(orders, "o-1")  # means: find_order must accept a list of orders and a text.
    assert_type(hit, Order | None)  # means: find_order must say that it returns an Order or None: Order | None.
    needs_an_order(hit)  # E: arg-type  # means: A caller forgets that there may be no such order, and mypy does not tell. It will crash at the first unknown id.
    if hit is not None:
        needs_an_order(hit)  # means: After `if hit is not None`, an Order must be left over.
    find_order(orders, 17)  # E: arg-type, call-overload  # means: An id is a text. mypy must refuse find_order(orders, 17).
