"""More tests."""

import checkout


def test_shipping():
    assert (checkout.shipping(2000, "DE") == 490, "shipping")
