"""10.3: probable bugs. What the program does stays."""

from __future__ import annotations

from typing import Any

PAID = "Orders count as paid that nobody has paid for, or the other way round. Nobody is asked for the money."
TABLES = "The second table counts the counter's orders as well. Whoever does the accounts relies on it."
COUPON = 'What the tills write for "no coupon" must not count as a coupon, nor may a coupon get lost.'
BACK = "An order that comes back, or cannot be read, must be told at the end. Otherwise it is gone without a trace."


def test_paid_means_what_it_meant(shop: Any) -> None:
    shop.unchanged(shop.kiosk.paid(), PAID)


def test_the_tables_count_what_they_counted(shop: Any) -> None:
    shop.unchanged(shop.kiosk.channels(), TABLES)


def test_no_coupon_is_no_coupon(shop: Any) -> None:
    shop.unchanged(shop.kiosk.coupons(), COUPON)


def test_nothing_is_lost_without_a_trace(shop: Any) -> None:
    shop.unchanged(shop.kiosk.unusable(), BACK)
