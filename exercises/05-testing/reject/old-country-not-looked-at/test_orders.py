"""The orders in a real database: save, close, open, load. Every file lies below tmp_path."""

import sqlite3
from pathlib import Path

import checkout
import pytest
from checkout import Line

VERSION_1 = Path(__file__).with_name("version1.sql").read_text(encoding="utf-8")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "orders.db"


def order(order_id="o-1", sku="TEA-EARL-GREY", cents=1999):
    return {"id": order_id, "total_cents": cents, "country": "AT", "lines": [Line(sku, 1, cents), Line("CUP", 2, 29)]}


def kept(path, *orders):
    """Save the orders, and open the file anew as tomorrow's program will."""
    db = checkout.open_db(path)
    for each in orders:
        checkout.save(db, each)
    db.close()
    return checkout.open_db(path)


def test_an_order_comes_back_as_it_was_saved(path):
    db = kept(path, order())
    assert checkout.load(db, "o-1") == order()
    db.close()


def test_the_second_save_replaces_the_first(path):
    db = kept(path, order(cents=100), order(cents=200))
    assert checkout.load(db, "o-1") == order(cents=200)
    db.close()


def test_a_quote_is_a_letter_like_any_other(path):
    db = kept(path, order(sku="KID'S CUP"))
    assert checkout.load(db, "o-1") == order(sku="KID'S CUP")
    db.close()


def test_an_unknown_order_is_none(path):
    db = kept(path, order())
    assert checkout.load(db, "o-2") is None
    db.close()


def test_last_years_orders_are_still_there(path):
    old = sqlite3.connect(path)
    old.executescript(VERSION_1)
    old.close()
    db = kept(path, order())
    old_order = checkout.load(db, "o-8")
    assert old_order["total_cents"] == 2489
    assert old_order["lines"] == [Line("TEA-EARL-GREY", 1, 1999)]
    assert checkout.load(db, "o-1") == order()
    db.close()
