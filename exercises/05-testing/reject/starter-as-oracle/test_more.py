"""Compares with what the program said when it was written."""

import checkout
import oracle
import pytest
from checkout import Line

BASKETS = [[Line("TEA", 2, 1999)], [Line("POT", 2, 5200)]]


@pytest.mark.parametrize("coupon", [None, "TEA10", "WELCOME5"])
@pytest.mark.parametrize("country", ["DE", "AT"])
@pytest.mark.parametrize("lines", BASKETS)
def test_as_ever(lines, country, coupon):
    assert checkout.total(lines, country, coupon) == oracle.total(lines, country, coupon)
