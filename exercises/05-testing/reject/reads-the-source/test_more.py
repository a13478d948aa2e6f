"""More tests."""

import inspect

import checkout


def test_min_is_used():
    assert "min(500" in inspect.getsource(checkout.discount)
