"""The house rules of the checkout, as tests."""

import checkout
from checkout import Line

TEA = Line("TEA-EARL-GREY", 2, 1999)
CUP = Line("CUP-BLUE", 1, 450)


def test_subtotal_adds_the_lines():
    assert checkout.subtotal([TEA, CUP]) == 4448


def test_tea10_takes_off_a_tenth():
    assert checkout.discount(4000, "TEA10") == 400


def test_welcome5_takes_off_five_euros():
    assert checkout.discount(4000, "WELCOME5") == 500


def test_no_coupon_takes_off_nothing():
    assert checkout.discount(4000, None) == 0


def test_shipping_within_germany():
    assert checkout.shipping(2000, "DE") == 490


def test_shipping_abroad():
    assert checkout.shipping(2000, "AT") == 1290


def test_total_is_goods_and_shipping():
    assert checkout.total([TEA, CUP]) == 4448 + 490


def test_total_with_a_coupon():
    assert checkout.total([TEA, CUP], "AT", "WELCOME5") == 4448 - 500 + 1290


def test_refund_of_some_pieces():
    assert checkout.refund(1000, 1, 4, set(), "o-1", "manager") == 250


def test_shipping_is_judged_after_the_discount():
    lines = [Line("POT", 1, 5200)]  # 52.00 - 5.20 = 46.80: no longer free
    assert checkout.total(lines, "DE", "TEA10") == 4680 + 490


def test_a_coupon_takes_off_no_more_than_there_is():
    assert checkout.discount(300, "WELCOME5") == 300
