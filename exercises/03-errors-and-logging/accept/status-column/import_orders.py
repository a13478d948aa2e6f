"""A row is noted as pending before it is sent, and as done afterwards."""

import argparse
import csv
import json
import logging
import sqlite3
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gateway import Gateway, GatewayRejected, GatewayTimeout

log = logging.getLogger("import_orders")


class Report(NamedTuple):
    imported: int
    skipped: int
    rejected: int
    failed: int


class ImportAborted(RuntimeError):
    def __init__(self, what, path):
        super().__init__(f"{what}: {path}")


TABLE = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT NOT NULL PRIMARY KEY,
    customer TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER,
    status TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'failed'))
)
"""


def check(row):
    """What is wrong with the row, or None."""
    if any(value is None for value in row.values()) or not row["id"]:
        return "incomplete"
    for name, least in (("quantity", 1), ("unit_cents", 0)):
        try:
            number = int(row[name])
        except ValueError:
            return f"{name} is no number"
        if number < least:
            return f"{name} is below {least}"
    return None


@contextmanager
def working(connection, db):
    """A transaction; what goes wrong in it ends the import."""
    try:
        with connection:
            yield
    except sqlite3.Error as error:
        raise ImportAborted("trouble with the database", db) from error


def begin(connection, db, row):
    """Note the order as pending; whether it still has to be sent."""
    with working(connection, db):
        connection.execute(
            "INSERT INTO orders (id, customer, sku, quantity, unit_cents) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            (row["id"], row["customer"], row["sku"], int(row["quantity"]), int(row["unit_cents"])),
        )
        (status,) = connection.execute("SELECT status FROM orders WHERE id = ?", [row["id"]]).fetchone()
    return status != "done"


def finish(connection, db, order_id, status):
    with working(connection, db):
        connection.execute("UPDATE orders SET status = ? WHERE id = ?", (status, order_id))


def send(gateway, row, sleep):
    payload = {
        "customer": row["customer"],
        "sku": row["sku"],
        "quantity": int(row["quantity"]),
        "unit_cents": int(row["unit_cents"]),
    }
    attempt = 0
    while True:
        try:
            return gateway.submit(order_id=row["id"], payload=payload)
        except GatewayTimeout:
            attempt += 1
            if attempt == 5:
                raise
            sleep(2**attempt)


def write(target, bad):
    try:
        target.write_text("".join(json.dumps(entry) + "\n" for entry in bad), encoding="utf-8")
    except OSError as error:
        raise ImportAborted("cannot write the bad rows", target) from error


def run(source, db, gateway, *, sleep=time.sleep):
    imported = skipped = rejected = failed = 0
    bad = []
    try:
        text = Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise ImportAborted("cannot read the file", source) from error
    try:
        connection = sqlite3.connect(db)
        connection.execute(TABLE)
    except sqlite3.Error as error:
        raise ImportAborted("trouble with the database", db) from error
    try:
        for number, row in enumerate(csv.DictReader(text.splitlines()), 2):
            problem = check(row)
            if problem is None and not begin(connection, db, row):
                skipped += 1
                continue
            try:
                if problem is None:
                    send(gateway, row, sleep)
            except GatewayRejected as error:
                problem = f"refused: {error}"
            except GatewayTimeout:
                failed += 1
                finish(connection, db, row["id"], "failed")
                log.error("failed", exc_info=True, extra={"order_id": row["id"]})
                continue
            if problem is not None:
                rejected += 1
                bad.append({"line": number, "reason": problem, "row": row})
                log.warning("rejected", extra={"order_id": row["id"], "line": number, "reason": problem})
                continue
            finish(connection, db, row["id"], "done")
            imported += 1
            log.info("imported", extra={"order_id": row["id"]})
    finally:
        connection.close()
        write(Path(f"{source}.rejected.jsonl"), bad)
    return Report(imported, skipped, rejected, failed)


class OneLine(logging.Formatter):
    """The message and all that came in `extra`."""

    KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def format(self, record):
        text = super().format(record)
        first, newline, rest = text.partition("\n")
        more = " ".join(f"{k}={v}" for k, v in vars(record).items() if k not in self.KNOWN)
        return f"{first} {more}{newline}{rest}"


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("source", metavar="FILE", type=Path)
    parser.add_argument("--db", required=True)
    parser.add_argument("--log-file")
    parser.add_argument("--log-level", default="INFO")
    args = parser.parse_args(argv)
    handler = logging.FileHandler(args.log_file) if args.log_file else logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("%(asctime)s [%(levelname)s] %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(args.log_level)
    try:
        report = run(args.source, args.db, Gateway())
    except ImportAborted as error:
        sys.stderr.write(f"{error}\n")
        return 2
    print(", ".join(f"{name} {number}" for name, number in report._asdict().items()))
    return int(report.rejected + report.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
