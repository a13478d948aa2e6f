import json
from pathlib import Path
from typing import TypeGuard

from shop.model import Cents, Order, Status


def is_record(raw: object) -> TypeGuard[dict[str, object]]:
    return isinstance(raw, dict) and all(isinstance(key, str) for key in raw)


def is_cents(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def parse_order(raw: object) -> Order:
    if not is_record(raw):
        raise ValueError("an order must be a dictionary with texts as keys")
    problems: list[str] = []
    order_id, cents, email = raw.get("id"), raw.get("total_cents"), raw.get("email")
    if not (isinstance(order_id, str) and order_id):
        problems.append("id")
    if not is_cents(cents):
        problems.append("total_cents")
    if not (email is None or isinstance(email, str)):
        problems.append("email")
    if problems or not isinstance(order_id, str) or not is_cents(cents) or not isinstance(email, str | None):
        raise ValueError("wrong: " + ", ".join(problems))
    return Order(id=order_id, total_cents=Cents(cents), status=Status(raw.get("status")), email=email)


def load(path: Path) -> list[Order]:
    lines = path.read_text("utf-8").split("\n")
    return [parse_order(json.loads(line)) for line in lines if line.strip()]
