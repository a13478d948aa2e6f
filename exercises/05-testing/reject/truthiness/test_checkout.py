import checkout
from checkout import Line

TEA = Line("TEA", 2, 1999)


def test_subtotal():
    assert checkout.subtotal([TEA])


def test_discount():
    assert checkout.discount(4000, "TEA10")


def test_shipping():
    assert checkout.shipping(2000, "DE")


def test_total():
    assert checkout.total([TEA], "DE", "TEA10")


def test_refund():
    assert checkout.refund(1000, 1, 4, set(), "o-1", "manager")
