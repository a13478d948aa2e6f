import ast
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from .model import Order, Status

T = TypeVar("T")


def need(fields: Mapping[object, object], key: str, kind: type[T]) -> T:
    value = fields.get(key)
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    raise ValueError(f"{key} must be {kind.__name__}, not {value!r}")


def parse_order(raw: object) -> Order:
    if not isinstance(raw, dict):
        raise ValueError("not a record")
    return Order(
        id=need(raw, "id", str),
        total_cents=need(raw, "total_cents", int),
        status=Status.from_word(raw.get("status")),
        email=None if raw.get("email") is None else need(raw, "email", str),
    )


def load(path: Path) -> list[Order]:
    orders = []
    for line in path.open(encoding="utf-8"):
        if stripped := line.strip():
            try:
                orders.append(parse_order(ast.literal_eval(stripped)))
            except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
                raise ValueError(stripped) from error
    return orders
