"""Every night: charge the day's orders at the payment gateway and store them."""

import argparse
import csv
import json
import logging
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gateway import Gateway, GatewayRejected, GatewayTimeout

logger = logging.getLogger("import_orders")

WAITS_S = (1, 4, 16)
"""How long to wait before the second, third and fourth try for one order."""


class ImportAborted(Exception):
    """The import cannot go on: not a row is wrong, but something that all rows need."""


class BadRow(Exception):
    """This row is no order."""


@dataclass
class Report:
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    failed: int = 0


def read_rows(source):
    """All rows of the file as dictionaries, each with the number of its line."""
    try:
        with open(source, encoding="utf-8", newline="") as file:
            return list(enumerate(csv.DictReader(file), start=2))
    except OSError as error:
        raise ImportAborted(f"cannot read {source}") from error


def open_database(db):
    try:
        connection = sqlite3.connect(db)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS orders"
            " (id TEXT PRIMARY KEY, customer TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)"
        )
        return connection
    except sqlite3.Error as error:
        raise ImportAborted(f"cannot use the database {db}") from error


def empty_rejects(source):
    """The file for the bad rows of this run, and of no earlier one."""
    path = source.with_name(f"{source.name}.rejected.jsonl")
    try:
        path.write_text("", encoding="utf-8")
    except OSError as error:
        raise ImportAborted(f"cannot write {path}") from error
    return path


def note_reject(path, line, reason):
    """Written and closed at once: an error comes here, and a later one loses nothing."""
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"line": line, "reason": reason}) + "\n")
    except OSError as error:
        raise ImportAborted(f"cannot write {path}") from error


def parse(row):
    """The order in a row: its id, and what the gateway wants to know. Raises BadRow."""
    if None in row.values():
        raise BadRow("a field is missing")
    try:
        quantity, unit_cents = int(row["quantity"]), int(row["unit_cents"])
    except ValueError as error:
        raise BadRow(f"not a whole number: {error}") from error
    if quantity < 1 or unit_cents < 0:
        raise BadRow(f"quantity is {quantity}, unit_cents is {unit_cents}")
    if not row["id"]:
        raise BadRow("the id is empty")
    return row["id"], {
        "customer": row["customer"],
        "sku": row["sku"],
        "quantity": quantity,
        "unit_cents": unit_cents,
    }


def charge(gateway, order_id, payload, sleep):
    """Send one order to the gateway, with the same id at every try."""
    for wait_s in WAITS_S:
        try:
            gateway.submit(order_id, payload)
            return
        except GatewayTimeout:
            logger.info("no answer, trying again", extra={"order_id": order_id, "wait_s": wait_s})
            sleep(wait_s)
    gateway.submit(order_id, payload)


def is_stored(connection, db, order_id):
    try:
        found = connection.execute("SELECT 1 FROM orders WHERE id = ?", (order_id,))
        return found.fetchone() is not None
    except sqlite3.Error as error:
        raise ImportAborted(f"the database {db} failed at order {order_id}") from error


def store(connection, db, order_id, payload):
    try:
        with connection:
            connection.execute(
                "INSERT INTO orders VALUES (:id, :customer, :sku, :quantity, :unit_cents)",
                {"id": order_id, **payload},
            )
    except sqlite3.Error as error:
        raise ImportAborted(f"cannot store order {order_id}") from error


def run(source, db, gateway, *, sleep=time.sleep):
    """Import the orders in the file `source` into the database `db`. Raises ImportAborted."""
    report = Report()
    rows = read_rows(source)
    with closing(open_database(db)) as connection:
        rejects = empty_rejects(source)
        for line, row in rows:
            about = {"order_id": row["id"], "line": line}
            try:
                order_id, payload = parse(row)
                if is_stored(connection, db, order_id):
                    report.skipped += 1
                    continue
                charge(gateway, order_id, payload, sleep)
            except (BadRow, GatewayRejected) as error:
                report.rejected += 1
                note_reject(rejects, line, str(error))
                logger.warning("row rejected: %s", error, extra=about)
            except GatewayTimeout:
                report.failed += 1
                logger.exception("order failed", extra=about)
            else:
                store(connection, db, order_id, payload)
                report.imported += 1
                logger.info("order imported", extra=about)
    return report


def set_up_logging(file, level):
    """Where records go and how they look: decided here, once, and by nobody else."""
    handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter(
            "%(asctime)s %(levelname)s %(name)s: %(message)s (order %(order_id)s, line %(line)s)",
            defaults={"order_id": "-", "line": "-"},
        )
    )
    logging.basicConfig(level=level, handlers=[handler])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file", type=Path)
    parser.add_argument("--log-level", default="INFO", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    arguments = parser.parse_args()
    set_up_logging(arguments.log_file, arguments.log_level)
    try:
        report = run(arguments.file, arguments.db, Gateway())
    except ImportAborted as error:
        logger.critical("import aborted", exc_info=True)
        print(f"aborted: {error}", file=sys.stderr)
        return 2
    print(f"imported {report.imported}, skipped {report.skipped}, rejected {report.rejected}, failed {report.failed}")
    return 1 if report.rejected or report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
