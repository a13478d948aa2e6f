"""The payment gateway of another company, in a version to practise with.

Leave this file as it is: it stands for code that is not yours, and the checks bring their own copy.

What was charged is written to `gateway_books.jsonl`, beside this file. Read it with `python gateway.py`; delete the
file to begin anew. How the gateway answers stands in `gateway_answers.json`, for each order id one answer per try:

    "ok"             charges the order (so does an id that is not there, or whose answers are used up)
    "timeout"        charges nothing and gives no answer
    "late"           charges the order, but its answer gets lost: you cannot tell it from "timeout"
    "rejected: WHY"  refuses the order, for good
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ANSWERS = HERE / "gateway_answers.json"
BOOKS = HERE / "gateway_books.jsonl"


class GatewayTimeout(Exception):
    """No answer came in time. Perhaps the order was charged, perhaps not."""


class GatewayRejected(Exception):
    """The gateway refuses this order. It will refuse it tomorrow, too."""


class Gateway:
    """Charges orders. An id that it has charged in the last 24 hours is not charged again."""

    def __init__(self) -> None:
        self._answers: dict[str, list[str]] = (
            json.loads(ANSWERS.read_text(encoding="utf-8")) if ANSWERS.exists() else {}
        )
        self._tries: Counter[str] = Counter()

    def submit(self, order_id: str, payload: dict[str, Any]) -> None:
        """Charge an order. Raises GatewayTimeout or GatewayRejected."""
        answers = self._answers.get(order_id, [])
        number = self._tries[order_id]
        self._tries[order_id] += 1
        answer = answers[number] if number < len(answers) else "ok"
        if answer.startswith("rejected"):
            raise GatewayRejected(answer.partition(":")[2].strip() or "refused")
        if answer != "timeout":
            _charge(order_id, payload)
        if answer != "ok":
            raise GatewayTimeout(f"no answer for {order_id}")


def _charge(order_id: str, payload: dict[str, Any]) -> None:
    if order_id in {entry["id"] for entry in _books()}:
        return
    with BOOKS.open("a", encoding="utf-8") as books:
        books.write(json.dumps({"id": order_id, **payload}) + "\n")


def _books() -> list[dict[str, Any]]:
    if not BOOKS.exists():
        return []
    return [json.loads(line) for line in BOOKS.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    for charged in _books():
        euros = charged["quantity"] * charged["unit_cents"] / 100
        print(f"{charged['id']:10} {charged['customer']:16} {charged['quantity']:3} x {charged['sku']:8} {euros:8.2f}")
