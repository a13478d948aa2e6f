import typing as t

from . import model


def label(status: model.Status) -> str:
    if status == model.Status.OPEN:
        return "waiting for payment"
    if status == model.Status.PAID:
        return "ready to be packed"
    if status == model.Status.SHIPPED:
        return "on its way"
    t.assert_never(status)
