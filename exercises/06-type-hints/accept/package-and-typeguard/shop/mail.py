from typing import Protocol

from .labels import label
from .model import Order


class Sender(Protocol):
    def send(self, to: str, text: str) -> None:
        """Send it."""


class ConsoleMailer(Sender):
    def send(self, to: str, text: str) -> None:
        print(f"mail to {to}: {text}")


def notify(mailer: Sender, order: Order) -> bool:
    if (email := order.email) is not None:
        mailer.send(to=email, text=f"order {order.id} is {label(order.status)}")
        return True
    return False
