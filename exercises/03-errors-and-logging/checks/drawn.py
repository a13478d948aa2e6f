"""Orders that nobody has seen before, and files of them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = ("id", "customer", "sku", "quantity", "unit_cents")
NAMES = ("Ana Silva", "Bo Chen", "Carla Díaz", "Dev Patel", "Eve Novák", "Finn Berg", "Hana Sato", "Ivo Costa")


@dataclass(frozen=True)
class Order:
    """One good order."""

    id: str
    customer: str
    sku: str
    quantity: int
    unit_cents: int

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row in the file."""
        return (self.id, self.customer, self.sku, str(self.quantity), str(self.unit_cents))

    @property
    def payload(self) -> dict[str, object]:
        """What the gateway must receive."""
        return {
            "customer": self.customer,
            "sku": self.sku,
            "quantity": self.quantity,
            "unit_cents": self.unit_cents,
        }

    @property
    def stored(self) -> tuple[str, ...]:
        """What the table must hold, as texts."""
        return self.cells


def orders(draw: random.Random, count: int) -> list[Order]:
    """Good orders with ids that differ, and names without any trouble in them."""
    letters = "".join(draw.choice("ABCDEFGHKLMNPRSTUVWXYZ") for _ in range(3))
    first = draw.randrange(1000, 8000)
    return [
        Order(
            f"{letters}-{first + number * 7}",
            draw.choice(NAMES),
            "".join(draw.choice("ABCDEFGHKLMNPRSTUVWXYZ") for _ in range(5)),
            draw.randrange(1, 20),
            draw.randrange(0, 9000),
        )
        for number in range(count)
    ]


def text(rows: Iterable[Order | tuple[str, ...]]) -> str:
    """The text of a file with these rows; a tuple is written as it is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow(row.cells if isinstance(row, Order) else row)
    return out.getvalue()
