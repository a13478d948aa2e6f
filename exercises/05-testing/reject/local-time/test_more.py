"""More tests."""

import time

import checkout


def test_here_only():
    assert checkout.shipping(100, "DE") == 490
    assert time.timezone >= -12 * 3600
