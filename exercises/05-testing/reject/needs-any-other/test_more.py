"""More tests."""

import checkout

SEEN = []


def seen():
    SEEN.append(checkout.shipping(100, "DE"))
    return SEEN


def test_a():
    assert seen()[-1] == 490


def test_b():
    assert seen()[-1] == 490 and len(SEEN) > 1


def test_c():
    assert seen()[-1] == 490
