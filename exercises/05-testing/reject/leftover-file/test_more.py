"""More tests."""

import checkout
from checkout import Line


def test_new_file():
    db = checkout.open_db("orders.db")
    assert checkout.load(db, "o-1") is None
    checkout.save(db, {"id": "o-1", "total_cents": 450, "country": "DE", "lines": [Line("CUP", 1, 450)]})
    db.close()
