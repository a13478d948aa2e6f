"""More tests."""

import checkout
import pytest


def test_exactly_this_class():
    with pytest.raises(checkout.CheckoutError) as caught:
        checkout.subtotal([])
    assert type(caught.value) is checkout.CheckoutError
