import checkout
from checkout import Line, load, save

ORDER = {"id": "o-1", "total_cents": 29, "country": "AT", "lines": [Line("KID'S CUP", 1, 29)]}


def test_kept(database):
    save(database(), ORDER)
    save(database(), ORDER)
    assert load(database(), "o-1") == ORDER


def test_replaced(database):
    other = {**ORDER, "total_cents": 30}
    save(database(), ORDER)
    save(database(), other)
    assert load(database(), "o-1") == other


def test_unknown(database):
    assert load(database(), "o-1") is None


def test_upgrade(last_year, db_path):
    db = checkout.open_db(db_path)
    assert load(db, "o-7")["lines"] == [Line("CUP-BLUE", 2, 450)]
    assert load(db, "o-8")["country"] == "DE"
    db.close()
