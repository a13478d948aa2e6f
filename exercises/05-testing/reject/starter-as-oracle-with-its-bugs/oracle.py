"""The kiosk's checkout: prices a basket, prints the receipt, keeps the order."""

from typing import NamedTuple

COUPONS = {"TEA10": 10, "WELCOME5": None}


class CheckoutError(ValueError):
    """Something that the house rules forbid."""


class Line(NamedTuple):
    """So many pieces of one article."""

    sku: str
    quantity: int
    unit_cents: int


def subtotal(lines):
    """What the lines cost together, in cents."""
    if not lines:
        raise CheckoutError("the basket is empty")
    cents = 0
    for line in lines:
        if line.quantity < 1:
            raise CheckoutError("the quantity must be positive")
        cents += line.quantity * line.unit_cents
    return cents


def discount(cents, coupon):
    """What a coupon takes off, in cents."""
    if coupon is None:
        return 0
    code = coupon.strip().upper()
    if code not in COUPONS:
        raise CheckoutError("no such coupon")
    if code == "WELCOME5":
        return 500
    return (cents * COUPONS[code] + 50) // 100


def shipping(cents, country):
    """What it costs to send goods worth so many cents."""
    if country != "DE":
        return 1290
    return 0 if cents >= 5000 else 490


def total(lines, country="DE", coupon=None):
    """What the customer pays, in cents."""
    goods = subtotal(lines)
    return goods - discount(goods, coupon) + shipping(goods, country)
