"""Other programmers' mailers: type-checked beside the learner's files, never run."""
# ruff: noqa: E501, I001, RUF100, T201  (one line of this file is one question to mypy)
# fmt: off

from typing import assert_type

from orders_report import Order, notify  # means: orders_report.py must have Order and notify.


class Pigeon:
    """Knows nothing of the learner's classes."""

    def __init__(self) -> None:
        self.flights = 0

    def send(self, to: str, text: str) -> None:
        self.flights += len(to) + len(text)


class Loudspeaker:
    def send(self, to: int) -> None:
        print(to)


class Wall:
    pass


def use(order: Order) -> None:
    sent = notify(Pigeon(), order)  # means: My class Pigeon has the right send, but does not inherit from yours: so mypy refuses it. A mailer is whatever has send.
    assert_type(sent, bool)  # means: notify must say that it returns a bool.


def wrong(order: Order) -> None:
    notify(Loudspeaker(), order)  # E: arg-type, type-var, misc  # means: My Loudspeaker has send(to: int), which cannot send a text. mypy must refuse it.
    notify(Wall(), order)  # E: arg-type, type-var, misc  # means: My Wall has no send at all. mypy must refuse it.
    notify(Pigeon(), None)  # E: arg-type  # means: notify needs an order. mypy must refuse None.
