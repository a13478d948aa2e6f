"""More tests."""

import checkout
from checkout import Line


def test_line(tmp_path):
    db = checkout.open_db(tmp_path / "orders.db")
    checkout.save(db, {"id": "o-1", "total_cents": 450, "country": "DE", "lines": [Line("CUP", 1, 450)]})
    sku, quantity, cents = checkout.load(db, "o-1")["lines"][0]
    assert (sku, quantity, cents) == ("CUP", 1, 450)
    db.close()
