"""More tests."""

import checkout


def test_free_from_40():
    assert checkout.shipping(4000, "DE") == 0
