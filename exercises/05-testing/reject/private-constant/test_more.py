"""More tests."""

import checkout


def test_tea10():
    assert checkout.discount(1000, "TEA10") == 1000 * checkout.COUPONS["TEA10"] // 100
