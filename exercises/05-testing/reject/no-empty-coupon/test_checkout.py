"""The house rules of the checkout, as tests."""

import checkout
import pytest
from checkout import CheckoutError, Line

TEA = Line("TEA-EARL-GREY", 2, 1999)
CUP = Line("CUP-BLUE", 1, 450)


def test_subtotal_adds_the_lines():
    assert checkout.subtotal([TEA, CUP]) == 4448


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_needs_a_quantity(quantity):
    with pytest.raises(CheckoutError):
        checkout.subtotal([CUP, Line("SPOON", quantity, 75)])


def test_an_empty_basket_is_refused():
    with pytest.raises(CheckoutError):
        checkout.subtotal([])


@pytest.mark.parametrize(
    ("cents", "coupon", "off"),
    [
        (4000, "TEA10", 400),
        (1994, "TEA10", 199),
        (1995, "TEA10", 200),  # half a cent counts as one
        (4000, "WELCOME5", 500),
        (500, "WELCOME5", 500),
        (300, "WELCOME5", 300),  # never more than there is
        (4000, "tea10", 400),
        (4000, " TEA10 ", 400),
        (4000, None, 0),
    ],
)
def test_discount(cents, coupon, off):
    assert checkout.discount(cents, coupon) == off


@pytest.mark.parametrize("coupon", ["TEA99", "TEA 10"])
def test_an_unknown_coupon_is_refused(coupon):
    with pytest.raises(CheckoutError):
        checkout.discount(4000, coupon)


@pytest.mark.parametrize(
    ("cents", "country", "price"),
    [
        (0, "DE", 490),
        (4999, "DE", 490),
        (5000, "DE", 0),
        (4999, "AT", 1290),
        (5000, "AT", 1290),
    ],
)
def test_shipping(cents, country, price):
    assert checkout.shipping(cents, country) == price


def test_total_is_goods_and_shipping():
    assert checkout.total([TEA, CUP]) == 4448 + 490


def test_total_with_a_coupon():
    assert checkout.total([TEA, CUP], "AT", "WELCOME5") == 4448 - 500 + 1290


def test_shipping_is_judged_after_the_discount():
    lines = [Line("POT", 1, 5200)]  # 52.00 - 5.20 = 46.80: no longer free
    assert checkout.total(lines, "DE", "TEA10") == 4680 + 490


@pytest.mark.parametrize(
    ("returned", "ordered", "cents"),
    [(1, 4, 250), (4, 4, 1000), (1, 3, 333), (2, 3, 667)],
)
def test_refund_is_the_share_of_what_was_paid(returned, ordered, cents):
    assert checkout.refund(1000, returned, ordered, set(), "o-1", "manager") == cents


@pytest.mark.parametrize("returned", [-1, 0, 5])
def test_only_so_many_pieces_come_back(returned):
    with pytest.raises(CheckoutError):
        checkout.refund(1000, returned, 4, set(), "o-1", "manager")


def test_a_clerk_may_not_refund():
    done = set()
    with pytest.raises(CheckoutError):
        checkout.refund(1000, 1, 4, done, "o-1", "clerk")
    assert done == set()


def test_an_order_is_refunded_once():
    done = {"o-1"}
    checkout.refund(1000, 1, 4, done, "o-2", "manager")
    for order_id in ("o-1", "o-2"):
        with pytest.raises(CheckoutError):
            checkout.refund(1000, 1, 4, done, order_id, "manager")
