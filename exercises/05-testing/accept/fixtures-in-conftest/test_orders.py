import checkout
from checkout import Line, load, save

ORDER = {"id": "o-1", "total_cents": 29, "country": "AT", "lines": [Line("KID'S CUP", 1, 29)]}


def test_kept(database):
    save(database(), ORDER)
    save(database(), ORDER)
    assert load(database(), "o-1") == ORDER


def test_upgrade(last_year, db_path):
    db = checkout.open_db(db_path)
    assert load(db, "o-7")["lines"] == [Line("CUP-BLUE", 2, 450)]
    db.close()
