"""More tests."""

import checkout


def test_new_file():
    db = checkout.open_db("/var/tmp/kiosk-try.db")
    assert checkout.load(db, "o-1") is None
    db.close()
