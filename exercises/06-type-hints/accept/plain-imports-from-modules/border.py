import ast
from pathlib import Path
from typing import Dict, List, Mapping, Optional

from shapes import Cents, Order, Status

WORDS: Dict[str, Status] = {"open": Status.OPEN, "paid": Status.PAID, "shipped": Status.SHIPPED}


def read_id(fields: Mapping[object, object]) -> str:
    value = fields.get("id")
    if isinstance(value, str) and value != "":
        return value
    raise ValueError(f"bad id: {value!r}")


def read_cents(fields: Mapping[object, object]) -> Cents:
    value = fields.get("total_cents")
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError(f"bad total_cents: {value!r}")


def read_status(fields: Mapping[object, object]) -> Status:
    value = fields.get("status")
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    raise ValueError(f"bad status: {value!r}")


def read_email(fields: Mapping[object, object]) -> Optional[str]:
    value = fields.get("email")
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"bad email: {value!r}")


def parse_order(raw: object) -> Order:
    if not isinstance(raw, dict):
        raise ValueError("not a dictionary")
    return Order(id=read_id(raw), total_cents=read_cents(raw), status=read_status(raw), email=read_email(raw))


def read_line(line: str) -> object:
    try:
        value: object = ast.literal_eval(line.strip())
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(f"unreadable line: {line!r}") from error
    return value


def load(path: Path) -> List[Order]:
    orders: List[Order] = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                orders.append(parse_order(read_line(line)))
    return orders
