"""Classes; the insert is made first, in a transaction that is committed only once the gateway has charged."""

from __future__ import annotations

import argparse
import csv
import json
import logging
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from time import sleep as real_sleep

from gateway import Gateway, GatewayRejected, GatewayTimeout

log = logging.getLogger("import_orders")


class ImportAborted(RuntimeError):
    def __init__(self, what, path, error):
        super().__init__(f"{what} {path}: {error}")
        self.path = path


class BadRow(ValueError):
    pass


@dataclass
class Report:
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    failed: int = 0

    @property
    def clean(self):
        return not (self.rejected or self.failed)


@dataclass
class Order:
    id: str
    customer: str
    sku: str
    quantity: int
    unit_cents: int

    @classmethod
    def from_row(cls, row):
        if any(v is None for v in row.values()):
            raise BadRow("fields are missing")
        if not row["id"]:
            raise BadRow("the id is empty")
        try:
            order = cls(row["id"], row["customer"], row["sku"], int(row["quantity"]), int(row["unit_cents"]))
        except ValueError as error:
            raise BadRow(str(error)) from error
        if order.quantity < 1 or order.unit_cents < 0:
            raise BadRow("number out of range")
        return order

    @property
    def payload(self):
        return {"customer": self.customer, "sku": self.sku, "quantity": self.quantity, "unit_cents": self.unit_cents}


class Shelf:
    """The database."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        try:
            self.con = sqlite3.connect(self.path)
            self.con.execute(
                "CREATE TABLE IF NOT EXISTS orders (unit_cents INTEGER NOT NULL, quantity INTEGER NOT NULL,"
                " sku TEXT NOT NULL, customer TEXT NOT NULL, id TEXT NOT NULL UNIQUE,"
                " imported_at TEXT DEFAULT CURRENT_TIMESTAMP)"
            )
            self.con.commit()
        except sqlite3.Error as error:
            raise ImportAborted("cannot open the database", self.path, error) from error
        return self

    def __exit__(self, *exc):
        self.con.close()

    def begin(self, order):
        """False if it is there already."""
        try:
            self.con.isolation_level = None
            self.con.execute("BEGIN EXCLUSIVE")
            self.con.execute(
                "INSERT INTO orders (id, customer, sku, quantity, unit_cents) VALUES (?, ?, ?, ?, ?)",
                (order.id, order.customer, order.sku, order.quantity, order.unit_cents),
            )
        except sqlite3.IntegrityError:
            self.con.rollback()
            return False
        except sqlite3.Error as error:
            raise ImportAborted("cannot write to the database", self.path, error) from error
        return True

    def _do(self, what):
        try:
            what()
        except sqlite3.Error as error:
            raise ImportAborted("cannot write to the database", self.path, error) from error

    def commit(self):
        self._do(self.con.commit)

    def rollback(self):
        self._do(self.con.rollback)


class DeadLetters:
    def __init__(self, source):
        self.path = source.with_name(source.name + ".rejected.jsonl")
        self._try(lambda: self.path.write_text("", encoding="utf-8"))

    def _try(self, what):
        try:
            what()
        except OSError as error:
            raise ImportAborted("cannot write", self.path, error) from error

    def add(self, **note):
        def append():
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(note) + "\n")

        self._try(append)


class Importer:
    WAITS = (1, 4, 16)
    FUSE = 5

    def __init__(self, source, db, gateway, sleep):
        self.source, self.db, self.gateway, self.sleep = source, db, gateway, sleep
        self.report = Report()
        self.silent = 0

    def run(self):
        try:
            file = self.source.open(encoding="utf-8", newline="")
        except OSError as error:
            raise ImportAborted("cannot read", self.source, error) from error
        with file, Shelf(self.db) as shelf:
            self.letters = DeadLetters(self.source)
            self.shelf = shelf
            rows = enumerate(csv.DictReader(file), start=2)
            while True:
                try:
                    line, row = next(rows, (None, None))
                except OSError as error:
                    raise ImportAborted("cannot read", self.source, error) from error
                if row is None:
                    break
                self.one(line, row)
        return self.report

    def reject(self, line, row, error):
        extra = {"line": line}
        if row["id"]:
            extra["order_id"] = row["id"]
        log.warning("row rejected", extra=extra)
        self.letters.add(line=line, reason=str(error), row=row)
        self.report.rejected += 1

    def one(self, line, row):
        try:
            order = Order.from_row(row)
        except BadRow as error:
            self.reject(line, row, error)
            return
        if not self.shelf.begin(order):
            self.report.skipped += 1
            log.debug("skipped", extra={"order_id": order.id})
            return
        try:
            self.charge(order)
        except GatewayRejected as error:
            self.shelf.rollback()
            self.silent = 0
            self.reject(line, row, error)
        except GatewayTimeout as error:
            self.shelf.rollback()
            self.report.failed += 1
            self.silent += 1
            log.exception("order failed", extra={"order_id": order.id})
            if self.silent == self.FUSE:
                raise ImportAborted("the gateway is silent, gave up", self.source, error) from error
        else:
            self.shelf.commit()
            self.silent = 0
            self.report.imported += 1
            log.info("order imported", extra={"order_id": order.id})

    def charge(self, order):
        for wait in self.WAITS:
            try:
                return self.gateway.submit(order.id, order.payload)
            except GatewayTimeout:
                log.info("no answer", extra={"order_id": order.id})
                self.sleep(wait)
        return self.gateway.submit(order.id, order.payload)


def run(source, db, gateway, *, sleep=real_sleep):
    return Importer(source, db, gateway, sleep).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file", type=Path)
    parser.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
    a = parser.parse_args()
    handler = logging.FileHandler(a.log_file, encoding="utf-8") if a.log_file else logging.StreamHandler()
    handler.setFormatter(
        logging.Formatter("%(levelname)-8s [%(order_id)s] %(asctime)s %(message)s", defaults={"order_id": "-"})
    )
    logging.basicConfig(level=a.log_level, handlers=[handler])
    try:
        report = run(a.file, a.db, Gateway())
    except ImportAborted as error:
        print(error, file=sys.stderr)
        return 2
    r = report
    print(f"imported {r.imported}, skipped {r.skipped}, rejected {r.rejected}, failed {r.failed}")
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
