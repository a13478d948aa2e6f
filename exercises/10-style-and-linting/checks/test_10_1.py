"""10.1: format first, and nothing else. An ordinary day must look as it did."""

from __future__ import annotations

from typing import Any

FORMAT = "Something you changed changed the report. Formatting never does that: what did you do after it?"


def test_an_ordinary_day_looks_the_same(shop: Any) -> None:
    shop.unchanged(shop.kiosk.ordinary(), FORMAT)


def test_an_empty_day_looks_the_same(shop: Any) -> None:
    shop.unchanged(shop.kiosk.nothing(), FORMAT)
