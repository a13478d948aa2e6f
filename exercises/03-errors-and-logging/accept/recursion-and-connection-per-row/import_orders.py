"""Retries by recursion; opens the database anew for each statement."""

import argparse
import csv
import json
import logging
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

from gateway import Gateway, GatewayRejected, GatewayTimeout

logger = logging.getLogger("import_orders")


class ImportAborted(Exception):
    pass


@contextmanager
def database(db):
    try:
        with closing(sqlite3.connect(db)) as connection, connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise ImportAborted(f"database {db} is not usable") from error


@contextmanager
def opened(path, mode):
    try:
        with open(path, mode, encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise ImportAborted(f"{path} is not usable") from error


def submit(gateway, order, sleep, attempt=1):
    payload = {name: order[name] for name in ("customer", "sku", "quantity", "unit_cents")}
    try:
        gateway.submit(order["id"], payload)
    except GatewayTimeout:
        if attempt >= 3:
            raise
        sleep(attempt * 3)
        submit(gateway, order, sleep, attempt + 1)


def convert(row):
    """(order, None) or (None, what is wrong)."""
    try:
        order = {**row, "quantity": int(row["quantity"]), "unit_cents": int(row["unit_cents"])}
    except (TypeError, ValueError) as error:
        return None, str(error)
    if not (order["id"] and order["quantity"] >= 1 and order["unit_cents"] >= 0):
        return None, "out of range"
    return order, None


def run(source, db, gateway, *, sleep=time.sleep):
    count = SimpleNamespace(imported=0, skipped=0, rejected=0, failed=0)
    with database(db) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS orders"
            "(id TEXT UNIQUE, customer TEXT, sku TEXT, quantity INT, unit_cents INT, at TEXT)"
        )
    bad = Path(f"{source}.rejected.jsonl")
    with opened(source, "r") as file, opened(bad, "w"):
        reader = csv.DictReader(file)
        rows = [(reader.line_num, row) for row in reader]
    for line, row in rows:
        extra = {"order_id": row["id"], "line": line}
        order, problem = convert(row)
        if order:
            with database(db) as connection:
                known = connection.execute("SELECT * FROM orders WHERE id = ?", (order["id"],)).fetchall()
            if known:
                count.skipped += 1
                logger.info("skipped", extra=extra)
                continue
            try:
                submit(gateway, order, sleep)
            except GatewayRejected as error:
                problem = str(error)
            except GatewayTimeout as error:
                count.failed += 1
                logger.error("no answer from the gateway", exc_info=error, extra=extra)
                continue
        if problem:
            count.rejected += 1
            with opened(bad, "a") as rejects:
                rejects.write(json.dumps({"line": line, "reason": problem}) + "\n")
            logger.warning("rejected", extra=extra)
            continue
        with database(db) as connection:
            connection.execute(
                "INSERT INTO orders VALUES (:id, :customer, :sku, :quantity, :unit_cents, datetime())", order
            )
        count.imported += 1
        logger.info("imported", extra=extra)
    return count


class WithOrder(logging.Filter):
    """Puts an order_id on records that have none, for the format."""

    def filter(self, record):
        record.order_id = getattr(record, "order_id", "")
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", required=True, type=Path)
    parser.add_argument("--log-file")
    parser.add_argument("--log-level", default="INFO")
    args = parser.parse_args()
    logging.basicConfig(
        filename=args.log_file, level=args.log_level, format="{asctime} {levelname} {order_id} {message}", style="{"
    )
    for handler in logging.root.handlers:
        handler.addFilter(WithOrder())
    try:
        count = run(args.file, args.db, Gateway())
    except ImportAborted as error:
        logger.critical("%s", error, exc_info=True)
        print(error, file=sys.stderr)
        sys.exit(2)
    print("imported {imported}, skipped {skipped}, rejected {rejected}, failed {failed}".format(**vars(count)))
    sys.exit(1 if count.rejected or count.failed else 0)


if __name__ == "__main__":
    main()
