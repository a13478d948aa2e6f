# ruff: noqa
import ast
import sys
from enum import StrEnum
from pathlib import Path
from typing import Dict, List, NamedTuple, NoReturn, Optional, Protocol, Sequence, Union


class Status(StrEnum):
    OPEN = "open"
    PAID = "paid"
    SHIPPED = "shipped"


class Order(NamedTuple):
    id: str
    total_cents: int
    status: Status
    email: Optional[str]


class CanSend(Protocol):
    def send(self, to: str, text: str, /) -> object: ...


def unreachable(value: NoReturn) -> NoReturn:
    raise AssertionError(value)


def load(path: Union[str, Path]) -> List[Order]:
    result = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        try:
            raw = ast.literal_eval(line)
        except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
            raise ValueError(f"not a record: {line[:40]}") from error
        result.append(parse_order(raw))
    return result


def parse_order(raw: object) -> Order:
    if type(raw) is not dict:
        raise ValueError("not a dictionary")
    try:
        key, cents, state, email = raw["id"], raw["total_cents"], raw["status"], raw.get("email")
    except KeyError as error:
        raise ValueError(f"{error} is missing") from None
    if type(key) is not str or key == "":
        raise ValueError("bad id")
    if type(cents) is not int or cents < 0:
        raise ValueError("bad total_cents")
    if email is not None and type(email) is not str:
        raise ValueError("bad email")
    return Order(id=key, total_cents=cents, status=Status(state), email=email)


def find_order(orders: Sequence[Order], order_id: str) -> Optional[Order]:
    return next((order for order in orders if order.id == order_id), None)


def by_status(orders: Sequence[Order]) -> Dict[Status, List[Order]]:
    return {status: [order for order in orders if order.status == status] for status in Status}


def label(status: Status) -> str:
    if status is Status.OPEN:
        return "waiting for payment"
    elif status is Status.PAID:
        return "ready to be packed"
    elif status is Status.SHIPPED:
        return "on its way"
    else:
        unreachable(status)


def notify(mailer: CanSend, order: Order) -> bool:
    if not order.email:
        return False
    mailer.send(order.email, "order " + order.id + " is " + label(order.status))
    return True


class Printer:
    def send(self, to: str, text: str) -> None:
        print("mail to", to + ":", text)


def euros(cents: int) -> str:
    return "%.2f" % (cents / 100)


def main() -> int:
    orders = load(sys.argv[1])
    groups = by_status(orders)
    for status in Status:
        print(f"{status}: {len(groups[status])} orders, {euros(sum(o.total_cents for o in groups[status]))}")
    for order in groups[Status.OPEN]:
        if not notify(Printer(), order):
            print(f"{order.id}: no e-mail")
    for order_id in sys.argv[2:]:
        hit = find_order(orders, order_id)
        if hit is None:
            print(f"{order_id}: no such order")
        else:
            print(f"{hit.id}: {euros(hit.total_cents)}, {label(hit.status)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
