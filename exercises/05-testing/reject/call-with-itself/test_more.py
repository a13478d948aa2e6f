"""More tests."""

import checkout
from checkout import Line

CUP = Line("CUP", 1, 450)


def test_total_is_stable():
    assert checkout.total([CUP]) == checkout.total([CUP])
