"""10.2: mechanical findings. One of them is not mechanical."""

from __future__ import annotations

from typing import Any

AUDIT = "The tax office gets a line for each large order. An import that nobody seems to use made that happen."


def test_large_orders_are_still_audited(shop: Any) -> None:
    shop.unchanged(shop.kiosk.large(), AUDIT)
