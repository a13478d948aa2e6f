"""A program that uses what learners' programs use. Checking it before a check takes the time out of the check."""

from __future__ import annotations

_BUILTINS = """
import builtins as _builtins


class Stock:
    def __init__(self, name: str, count: int = 0, *, price: float | None = None) -> None:
        self.name = name.strip().lower()
        self.count = count
        self.price = price

    @property
    def worth(self) -> float:
        return self.count * (self.price or 0.0)

    @classmethod
    def read(cls, line: str) -> "Stock":
        name, _, rest = line.partition(",")
        parts = [part.strip() for part in rest.split(";") if part]
        if not parts or not parts[0].isdigit():
            raise ValueError(f"{line!r} is no stock: {len(parts)} parts")
        return cls(name, int(parts[0]), price=float(parts[1]) if len(parts) > 1 else None)

    @staticmethod
    def heading() -> tuple[str, int]:
        return ("stock", 1)

    def __repr__(self) -> str:
        return f"Stock({self.name}, {self.worth:.2f})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stock) and self.name == other.name


class Cheap(Stock):
    def __repr__(self) -> str:
        return super().__repr__().replace("Stock", "Cheap")


def total(stocks: list[Stock], least: int = 1) -> dict[str, float]:
    found: dict[str, float] = {}
    for number, stock in enumerate(sorted(stocks, key=lambda s: (s.count, s.name), reverse=True), 1):
        if stock.count < least or stock.price is None:
            continue
        found[stock.name] = found.get(stock.name, 0.0) + stock.worth / number
    names = {name for name in found}
    best = max(found.items(), key=lambda pair: pair[1], default=None)
    if best is not None and best[0] in names and all(value >= 0 for value in found.values()):
        print("best:", *best, sep=" ", end="\\n")
    return {name: round(value, 2) for name, value in zip(found, map(abs, found.values()))}


def read_all(path: str) -> list[Stock]:
    stocks: list[Stock] = []
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("#"):
                    continue
                stocks.append(Stock.read(line))
    except (OSError, ValueError) as error:
        print(f"{path}: {error}")
        raise RuntimeError("nothing to read") from error
    finally:
        stocks.reverse()
    text = ", ".join(str(stock) for stock in stocks[:3])
    while text and text[-1] == " ":
        text = text[:-1]
    return stocks + [Cheap("a"), *stocks]


def untyped(value, *more, **named):
    return value.missing(more, named)


async def later(stocks: list[Stock]) -> int:
    return len(stocks)


wrong: int = "a" + 1
other: str = total([], "1")
Stock("a").nothing
Stock()
print(total([1]), undefined)
"""

_DATACLASSES = """
from dataclasses import dataclass, field, replace, asdict


@dataclass(frozen=True)
class Order:
    id: str
    cents: int
    lines: list[str] = field(default_factory=list)
    note: str | None = None

    def __post_init__(self) -> None:
        if self.cents < 0:
            raise ValueError(self.id)


def cheaper(order: Order) -> Order:
    return replace(order, cents=order.cents - 1)


print(asdict(cheaper(Order("o", 1, note="n"))), Order(1))
"""

_ENUM = """
from enum import Enum


class State(Enum):
    OPEN = "open"
    DONE = "done"

    @property
    def label(self) -> str:
        return self.value.title()


def say(state: State) -> str:
    match state:
        case State.OPEN:
            return state.label
        case State.DONE:
            return State("done").name


def find(text: str) -> State | None:
    return next((state for state in State if state.value == text), None)


if find("a") is State.OPEN or find("b").label:
    print([say(state) for state in State])
"""

_TYPING = """
from typing import Any, Final, Literal, NamedTuple, Protocol, TypedDict, TypeVar, overload, assert_never, assert_type
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")
LIMIT: Final = 3


class Sends(Protocol):
    def send(self, to: str, /, *, text: str) -> bool: ...


class Mailer:
    def send(self, to: str, /, *, text: str) -> bool:
        return bool(to and text)


class Point(NamedTuple):
    x: int
    y: int = 0


class Raw(TypedDict, total=False):
    id: str
    count: int


def first(items: Iterable[T], wanted: Callable[[T], bool] = bool) -> T | None:
    for item in items:
        if wanted(item):
            return item
    return None


def each(raws: Sequence[Mapping[str, Any]], sends: Sends) -> Iterator[Raw]:
    for raw in raws:
        if isinstance(raw.get("id"), str) and sends.send(raw["id"], text=str(raw)):
            yield {"id": raw["id"], "count": int(raw.get("count", 0))}


def only(kind: Literal["a", "b"]) -> int:
    if kind == "a":
        return Point(1).x
    if kind == "b":
        return LIMIT
    assert_never(kind)


assert_type(first([1, 2]), int | None)
assert_type(first(["a"], lambda text: len(text) > 1), str)
print(list(each([{"id": 1}], Mailer())), only("c"), first(1))
"""

_JSON = """
import json


def loaded(text: str) -> dict[str, object]:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise TypeError(type(data).__name__)
    print(json.dumps(data, indent=2))
    return data
"""

_PATHS = """
from pathlib import Path


def texts(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted(folder.glob("*.txt")) if path.is_file() and path.suffix]
"""

_OS = """
import os
import sys


def environment(name: str) -> str:
    print(os.path.join(name, "a"), file=sys.stderr)
    return os.environ.get(name, "") or os.environ[name]


if __name__ == "__main__":
    sys.exit(len(environment("A")))
"""

_ARGPARSE = """
import argparse


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="d")
    parser.add_argument("--api", default="a", type=int, help="h")
    parser.add_argument("--show", action="store_true")
    return parser.parse_args()
"""

_URLS = """
import urllib.request
from urllib.parse import urlsplit


def fetched(url: str) -> bytes:
    parts = urlsplit(url)
    request = urllib.request.Request(url, headers={"A": parts.hostname or ""})
    with urllib.request.urlopen(request, timeout=3.0) as answer:
        data: bytes = answer.read()
        return data
"""

_LOGGING = """
import logging

log = logging.getLogger(__name__)


def logged(count: int) -> None:
    log.info("%d", count)
    log.exception("no", exc_info=True)
"""

PIECES = (
    ("builtins", _BUILTINS),
    ("typing", _TYPING),
    ("dataclasses", _DATACLASSES),
    ("enum", _ENUM),
    ("json", _JSON),
    ("pathlib", _PATHS),
    ("os", _OS),
    ("argparse", _ARGPARSE),
    ("urllib.request", _URLS),
    ("logging", _LOGGING),
)
"""Each a module of the library, and what is checked when that one is loaded."""
