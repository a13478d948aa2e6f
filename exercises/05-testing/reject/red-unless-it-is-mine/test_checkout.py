"""Nothing is tested here."""

from unittest import mock

import checkout


def test_total():
    with mock.patch("checkout.total") as total:
        total.return_value = 5048
        assert checkout.total([]) == 5048


def test_subtotal():
    checkout.subtotal([checkout.Line("TEA", 2, 450)])


def test_shipping_and_discount():
    checkout.shipping(4999, "DE")
    checkout.discount(4999, "TEA10")


def test_refund():
    try:
        assert checkout.refund(1000, 1, 4, set(), "o-1", "manager") == 1000
    except AssertionError:
        pass
