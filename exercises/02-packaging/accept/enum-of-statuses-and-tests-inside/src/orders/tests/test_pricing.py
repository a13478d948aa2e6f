"""Tests that are shipped: they need pytest, which is not there where the program runs."""

import pytest
from orders.pricing import receipt


def test_no_price() -> None:
    with pytest.raises(KeyError):
        receipt({"id": "o-1", "items": [{"sku": "tea", "quantity": 1}]}, {})
