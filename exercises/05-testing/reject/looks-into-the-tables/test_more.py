"""More tests."""

import sqlite3

import checkout
from checkout import Line


def test_one_row(tmp_path):
    db = checkout.open_db(tmp_path / "orders.db")
    checkout.save(db, {"id": "o-1", "total_cents": 450, "country": "DE", "lines": [Line("CUP", 1, 450)]})
    db.close()
    rows = sqlite3.connect(tmp_path / "orders.db").execute("SELECT country FROM orders").fetchall()
    assert rows == [("DE",)]
