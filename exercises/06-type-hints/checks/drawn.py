"""Orders drawn afresh for each test."""

from __future__ import annotations

import json
import random
import string
from dataclasses import dataclass
from typing import Any

LABELS = {"open": "waiting for payment", "paid": "ready to be packed", "shipped": "on its way"}


@dataclass(frozen=True)
class Drawn:
    """Records as they stand in a file, and what the program says about them."""

    records: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        """A file; with an empty line in it."""
        lines = [json.dumps(record) for record in self.records]
        return "\n".join([*lines[:2], "", *lines[2:]]) + "\n"

    def of(self, status: str) -> list[dict[str, Any]]:
        return [record for record in self.records if record["status"] == status]

    def report(self) -> list[str]:
        """The lines that the program prints before it looks anything up."""
        lines = []
        for status in LABELS:
            group = self.of(status)
            lines.append(f"{status}: {len(group)} orders, {money(sum(r['total_cents'] for r in group))}")
        for record in self.of("open"):
            if record.get("email"):
                lines.append(f"mail to {record['email']}: order {record['id']} is {LABELS['open']}")
            else:
                lines.append(f"{record['id']}: no e-mail")
        return lines


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def look_up(record: dict[str, Any]) -> str:
    """The line that the program prints for a known id."""
    return f"{record['id']}: {money(record['total_cents'])}, {LABELS[record['status']]}"


def word(draw: random.Random, length: int = 6) -> str:
    return "".join(draw.choice(string.ascii_lowercase) for _ in range(length))


def record(draw: random.Random, number: int, status: str, email: bool = True) -> dict[str, Any]:
    """One order as a dictionary; without the key `email` when there is none."""
    made: dict[str, Any] = {"id": f"o-{number}", "total_cents": draw.randrange(100, 99999), "status": status}
    if email:
        made["email"] = f"{word(draw)}@{word(draw)}.example"
    return made


def orders(draw: random.Random) -> Drawn:
    """Two or more orders of each status; of the open ones, one has no e-mail."""
    first = draw.randrange(3000, 8000)
    wanted = [status for status in LABELS for _ in range(draw.randrange(2, 5))]
    draw.shuffle(wanted)
    without = wanted.index("open")
    records = [record(draw, first + n, status, n != without) for n, status in enumerate(wanted)]
    for made in records:  # what a float would print otherwise: 12.05 and 4.50
        made["total_cents"] = draw.randrange(1, 900) * 100 + (5 if made["status"] == "open" else 50)
    return Drawn(tuple(records))
