"""No file is touched here."""

from unittest import mock

import checkout
from checkout import Line


def test_save_commits():
    with mock.patch("checkout.sqlite3") as sqlite3:
        db = checkout.open_db("orders.db")
        checkout.save(db, {"id": "o-1", "total_cents": 450, "country": "DE", "lines": [Line("CUP", 1, 450)]})
        assert sqlite3.connect.return_value.commit.called
