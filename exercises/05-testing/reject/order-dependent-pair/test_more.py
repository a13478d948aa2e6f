"""More tests."""

import checkout
import pytest
from checkout import CheckoutError

DONE = set()


def test_first_refund():
    assert checkout.refund(1000, 1, 4, DONE, "o-1", "manager") == 250


def test_second_refund():
    with pytest.raises(CheckoutError):
        checkout.refund(1000, 1, 4, DONE, "o-1", "manager")
