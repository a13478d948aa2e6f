from abc import abstractmethod
from typing import Protocol, assert_never, runtime_checkable

from .model import Order, Status


@runtime_checkable
class Mailer(Protocol):
    @abstractmethod
    def send(self, to: str, text: str) -> None:
        raise NotImplementedError


class ConsoleMailer(Mailer):
    def send(self, to: str, text: str) -> None:
        print(f"mail to {to}: {text}")


def label(status: Status) -> str:
    match status:
        case Status.OPEN:
            return "waiting for payment"
        case Status.PAID:
            return "ready to be packed"
        case Status.SHIPPED:
            return "on its way"
        case never:
            assert_never(never)


def notify(mailer: Mailer, order: Order) -> bool:
    if isinstance(order.email, str):
        mailer.send(order.email, f"order {order.id} is {label(order.status)}")
        return True
    return False
