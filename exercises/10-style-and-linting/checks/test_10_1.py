"""10.1: format first, and nothing else. An ordinary day must look as it did."""

from __future__ import annotations

from typing import Any

FORMAT = "Formatting must not change what a program does. If it did, more than the format was changed."


def test_an_ordinary_day_looks_the_same(shop: Any) -> None:
    shop.unchanged(shop.kiosk.ordinary(), FORMAT)


def test_other_days_look_the_same(shop: Any) -> None:
    shop.unchanged(shop.kiosk.nothing(), FORMAT)
    shop.unchanged(shop.kiosk.since(), FORMAT)
