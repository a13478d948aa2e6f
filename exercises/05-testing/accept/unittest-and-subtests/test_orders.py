import sqlite3
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

import checkout
from checkout import Line

HERE = Path(__file__).resolve().parent


class Orders(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "orders.db"

    def test_round_trip(self):
        order = {"id": "o'1", "total_cents": 1999, "country": "FR", "lines": [Line("5\" POT 'x'", 3, 1999)]}
        for _ in range(2):
            with closing(checkout.open_db(str(self.path))) as db:
                checkout.save(db, order)
        with closing(checkout.open_db(str(self.path))) as db:
            self.assertEqual(checkout.load(db, "o'1"), order)

    def test_the_last_one_counts(self):
        with closing(checkout.open_db(self.path)) as db:
            for cents in (100, 200):
                order = {"id": "o-1", "total_cents": cents, "country": "DE", "lines": [Line("CUP", 1, cents)]}
                checkout.save(db, order)
            self.assertEqual(checkout.load(db, "o-1")["total_cents"], 200)

    def test_version_1(self):
        with closing(sqlite3.connect(self.path)) as old:
            old.executescript((HERE / "version1.sql").read_text())
        for _ in range(2):
            with closing(checkout.open_db(str(self.path))) as db:
                found = [checkout.load(db, name) for name in ("o-7", "o-8", "o-9")]
        self.assertEqual([order and order["total_cents"] for order in found], [1390, 2489, None])
        self.assertEqual([order["country"] for order in found[:2]], ["DE", "DE"])
        self.assertEqual([len(order["lines"]) for order in found[:2]], [1, 1])
