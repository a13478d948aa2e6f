"""10.4: names and size. The same program in smaller pieces."""

from __future__ import annotations

from typing import Any

ALL = "Smaller pieces must add up to the same program."
ENDS = "Scripts start this program at night. They look at its status, and take what it prints for the report."


def test_everything_at_once_looks_the_same(shop: Any) -> None:
    shop.unchanged(shop.kiosk.everything(), ALL)


def test_it_fails_as_it_failed(shop: Any) -> None:
    shop.unchanged(shop.kiosk.missing(), ENDS)
    shop.unchanged(shop.kiosk.no_date(), ENDS)
    shop.unchanged(shop.kiosk.no_value(), ENDS)
