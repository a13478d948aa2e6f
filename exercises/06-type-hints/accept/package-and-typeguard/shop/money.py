from collections.abc import Iterable

import shop.model
from shop.model import Cents


def total(orders: Iterable[shop.model.Order]) -> Cents:
    return Cents(sum(order.total_cents for order in orders))


def text(cents: Cents) -> str:
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02d}"
