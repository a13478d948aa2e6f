"""More tests."""

from pathlib import Path

import checkout


def test_new_file():
    path = Path(__file__).with_name("try.db")
    db = checkout.open_db(path)
    assert checkout.load(db, "o-1") is None
    db.close()
    path.unlink()
