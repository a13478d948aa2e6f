"""An order, as it comes out of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

NO_COUPON = frozenset({"", "-"})


@dataclass(frozen=True)
class Order:
    """One order, checked."""

    id: str
    date: str
    country: str
    channel: str
    item: str
    quantity: int
    cents: int
    paid: bool
    coupon: str | None

    @property
    def amount(self) -> str:
        """Its worth, as people write it."""
        return money(self.cents)

    @property
    def state(self) -> str:
        """The word for the CSV file."""
        return "paid" if self.paid else "open"


def money(cents: int) -> str:
    """Write cents as euros."""
    return f"{cents / 100:.2f}"


def parse(raw: dict[str, Any]) -> Order:
    """Read an entry; KeyError, TypeError or ValueError if it is not usable."""
    quantity = int(raw["quantity"])
    cents = quantity * raw["unit_cents"]
    if raw.get("currency", "EUR") != "EUR":
        cents = round(cents * raw["rate"])
    code = raw.get("coupon", "")
    return Order(
        id=raw["id"],
        date=raw["date"],
        country=raw["country"],
        channel=raw["channel"],
        item=raw["item"],
        quantity=quantity,
        cents=cents,
        paid=_is_paid(raw["paid"]),
        coupon=None if code in NO_COUPON else code,
    )


def is_recent(raw: dict[str, Any], since: date | None) -> bool:
    """Whether an entry is to be looked at at all."""
    return since is None or date.fromisoformat(raw["date"]) >= since


def _is_paid(value: object) -> bool:
    return value is True or (isinstance(value, int) and value == 1)
