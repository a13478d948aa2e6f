import sqlite3
from contextlib import contextmanager

from nightly.errors import ImportAborted


@contextmanager
def guarded(db):
    """Whatever the database complains about ends the import."""
    try:
        yield
    except sqlite3.Error as error:
        raise ImportAborted(f"the database {db} does not work") from error


class Store:
    def __init__(self, db):
        self.db = db
        with guarded(db):
            self.connection = sqlite3.connect(db)
            self.connection.execute(
                "CREATE TABLE IF NOT EXISTS orders"
                " (id TEXT PRIMARY KEY, customer TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)"
            )

    def __contains__(self, order_id):
        with guarded(self.db):
            return self.connection.execute("SELECT 1 FROM orders WHERE id=?", (order_id,)).fetchone() is not None

    def add(self, order_id, payload):
        with guarded(self.db), self.connection:
            self.connection.execute(
                "INSERT INTO orders (id, customer, sku, quantity, unit_cents) VALUES (?,?,?,?,?)",
                (order_id, payload["customer"], payload["sku"], payload["quantity"], payload["unit_cents"]),
            )
