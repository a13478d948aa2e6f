"""More tests."""

import checkout

CASES = []


def test_shipping():
    for cents, price in CASES:
        assert checkout.shipping(cents, "DE") == price
