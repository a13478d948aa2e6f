"""More tests."""

import checkout
from checkout import Line


def test_it_runs():
    checkout.total([Line("CUP", 1, 450)], "DE", "TEA10")
