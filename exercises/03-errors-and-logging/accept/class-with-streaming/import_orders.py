"""One class that is a context manager; rows are read and rejected as they come."""

import argparse
import csv
import enum
import json
import logging
import sqlite3
import sys
import time
from contextlib import suppress
from pathlib import Path

from gateway import Gateway, GatewayRejected, GatewayTimeout


class ImportAborted(Exception):
    """Raised from the error that made it impossible to go on."""


class Outcome(enum.Enum):
    IMPORTED = "imported"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    FAILED = "failed"


class Report:
    def __init__(self):
        self.counts = dict.fromkeys(Outcome, 0)

    def add(self, outcome):
        self.counts[outcome] += 1

    imported = property(lambda self: self.counts[Outcome.IMPORTED])
    skipped = property(lambda self: self.counts[Outcome.SKIPPED])
    rejected = property(lambda self: self.counts[Outcome.REJECTED])
    failed = property(lambda self: self.counts[Outcome.FAILED])


class Importer:
    logger = logging.getLogger("import_orders.importer")

    def __init__(self, source, db, gateway, sleep):
        self.source, self.db, self.gateway, self.sleep = source, db, gateway, sleep
        self.report = Report()
        self.rejects = None

    def __enter__(self):
        try:
            self.file = open(self.source, encoding="utf-8", newline="")
        except OSError as error:
            raise ImportAborted(f"The file {self.source} cannot be opened.") from error
        try:
            self.connection = sqlite3.connect(self.db, isolation_level="IMMEDIATE")
            with self.connection:
                self.connection.execute(
                    "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer TEXT, sku TEXT,"
                    " quantity INTEGER, unit_cents INTEGER) WITHOUT ROWID"
                )
        except sqlite3.Error as error:
            self.file.close()
            raise ImportAborted(f"The database {self.db} cannot be opened.") from error
        return self

    def __exit__(self, *_):
        for thing in (self.file, self.connection, self.rejects):
            if thing is not None:
                with suppress(OSError):  # whoever could not write has said so
                    thing.close()

    def reject(self, line, row, reason):
        path = Path(str(self.source) + ".rejected.jsonl")
        try:
            if self.rejects is None:
                self.rejects = path.open("w", encoding="utf-8")
            self.rejects.write(json.dumps({"line": line, "reason": reason}, ensure_ascii=False) + "\n")
            self.rejects.flush()
        except OSError as error:
            raise ImportAborted(f"The file {path} cannot be written.") from error
        self.logger.warning("row rejected", extra={"line": line, "order_id": row["id"], "reason": reason})
        return Outcome.REJECTED

    def ask(self, statement, values):
        """One statement, in a transaction of its own; the first value of the answer."""
        try:
            with self.connection:
                row = self.connection.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            raise ImportAborted(f"The database {self.db} does not work any more.") from error
        return row and row[0]

    def is_known(self, order_id):
        return self.ask("SELECT EXISTS (SELECT 1 FROM orders WHERE id = ?)", [order_id])

    def submit(self, order_id, payload):
        tries = 0
        wait = 1.0
        while tries < 5:
            tries += 1
            try:
                self.gateway.submit(order_id, payload)
                return
            except GatewayTimeout as error:
                self.logger.debug("try %d: %s", tries, error, extra={"order_id": order_id})
                if tries == 5:
                    raise
                self.sleep(wait)
                wait *= 2

    def one(self, line, row):
        if not all(isinstance(row.get(name), str) for name in ("id", "customer", "sku", "quantity", "unit_cents")):
            return self.reject(line, row, "incomplete")
        numbers = row["quantity"], row["unit_cents"]
        if not row["id"] or not all(text.isdecimal() for text in numbers) or int(row["quantity"]) == 0:
            return self.reject(line, row, "not a good order")
        if self.is_known(row["id"]):
            return Outcome.SKIPPED
        payload = {"customer": row["customer"], "sku": row["sku"]}
        payload |= {"quantity": int(numbers[0]), "unit_cents": int(numbers[1])}
        try:
            self.submit(row["id"], payload)
        except GatewayRejected as error:
            return self.reject(line, row, f"the gateway says: {error}")
        except GatewayTimeout:
            self.logger.exception("no answer", extra={"line": line, "order_id": row["id"]})
            return Outcome.FAILED
        self.ask("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", [row["id"], *payload.values()])
        self.logger.info("order imported", extra={"line": line, "order_id": row["id"]})
        return Outcome.IMPORTED

    def all(self):
        path = Path(str(self.source) + ".rejected.jsonl")
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ImportAborted(f"The file {path} cannot be replaced.") from error
        for line, row in enumerate(csv.DictReader(self.file), start=2):
            self.report.add(self.one(line, row))
        return self.report


def run(source, db, gateway, *, sleep=time.sleep):
    with Importer(source, db, gateway, sleep) as importer:
        return importer.all()


FORMAT = "%(asctime)s.%(msecs)03d|%(levelname)s|%(order_id)s|%(message)s"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file", type=Path)
    parser.add_argument("--log-level", default="INFO")
    arguments = parser.parse_args()
    handlers = [logging.FileHandler(arguments.log_file)] if arguments.log_file else [logging.StreamHandler()]
    handlers[0].setFormatter(logging.Formatter(FORMAT, "%Y-%m-%d %H:%M:%S", defaults={"order_id": "-"}))
    logging.basicConfig(level=arguments.log_level, handlers=handlers)
    try:
        report = run(arguments.file, arguments.db, Gateway())
    except ImportAborted as error:
        sys.exit(stop(error))
    print(", ".join(f"{outcome.value} {number}" for outcome, number in report.counts.items()))
    if report.rejected or report.failed:
        sys.exit(1)


def stop(error):
    print(error, error.__cause__, sep="\n", file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
