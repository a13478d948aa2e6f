from legacy_orders import money


def _check(cents, text):
    """Compare."""
    assert money(cents) == text


def test_money():
    """Cents are written with a point."""
    _check(1, "0.01")
    _check(120, "1.20")
