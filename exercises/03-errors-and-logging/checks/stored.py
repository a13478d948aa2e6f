"""What stands in the learner's database: read from a copy, because the file is theirs and so may hold anything."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from prodtutor.checkkit import Subject

MOST_ROWS = 1_000
MOST_STEPS = 2_000_000
COLUMNS = "id, customer, sku, quantity, unit_cents"


class Unreadable(Exception):
    """There is no such table, or it cannot be read. The text says why."""


def orders(subject: Subject, name: str) -> list[tuple[str, ...]]:
    """The rows of the table `orders` of the database `name`, in the order of their ids, every value as text.

    Raises Unreadable.
    """
    data = subject.read(name)
    if data is None:
        raise Unreadable(f"there is no {name}")
    with tempfile.TemporaryDirectory(prefix="prodtutor-db-") as folder:
        copy = Path(folder) / "copy.db"
        copy.write_bytes(data)
        if (log := subject.read(f"{name}-wal")) is not None:
            copy.with_name("copy.db-wal").write_bytes(log)
        try:
            with closing(sqlite3.connect(copy)) as connection:
                return _read(connection)
        except sqlite3.Error as error:
            raise Unreadable(f"the table orders cannot be read ({str(error)[:100]})") from None


def _read(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    connection.set_progress_handler(lambda: 1, MOST_STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")
    kinds = connection.execute("SELECT type FROM sqlite_master WHERE lower(name) = 'orders'").fetchall()
    if kinds != [("table",)]:
        raise Unreadable("there is no table orders")
    rows = connection.execute(f"SELECT {COLUMNS} FROM orders ORDER BY id").fetchmany(MOST_ROWS)  # noqa: S608
    return [tuple(str(value) for value in row) for row in rows]
