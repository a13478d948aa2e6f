"""What must hold between several calls, whatever the numbers are."""

import checkout
from checkout import Line

CUP, TEA = Line("CUP", 3, 450), Line("TEA", 2, 1999)


def test_the_order_of_lines_does_not_matter():
    assert checkout.total([CUP, TEA]) == checkout.total([TEA, CUP])


def test_abroad_the_amount_does_not_matter():
    assert checkout.shipping(100, "AT") == checkout.shipping(99_999, "AT")


def test_an_unknown_order_is_none(tmp_path):
    assert checkout.load(checkout.open_db(tmp_path / "orders.db"), "o-1") is None


def test_a_manager_may_refund():
    checkout.refund(1000, 1, 4, set(), "o-1", "manager")


def test_small_letters_are_accepted():
    checkout.discount(1000, "tea10")
