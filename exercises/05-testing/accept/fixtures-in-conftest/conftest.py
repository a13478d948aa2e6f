import sqlite3
from pathlib import Path

import checkout
import pytest


@pytest.fixture
def db_path(tmp_path):
    return tmp_path / "shop" / "orders.db"


@pytest.fixture
def database(db_path):
    """Opens the file anew each time; closes what is open at the end."""
    db_path.parent.mkdir()
    opened = []

    def open_again():
        while opened:
            opened.pop().close()
        opened.append(checkout.open_db(db_path))
        return opened[0]

    yield open_again
    while opened:
        opened.pop().close()


@pytest.fixture
def last_year(db_path):
    db_path.parent.mkdir(exist_ok=True)
    db = sqlite3.connect(db_path)
    db.executescript((Path(__file__).parent / "version1.sql").read_text())
    db.commit()
    db.close()
