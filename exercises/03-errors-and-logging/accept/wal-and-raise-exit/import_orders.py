"""Write-ahead log, no transactions of Python's, a connection that is left to the garbage collector."""

import argparse
import csv
import json
import logging
import sqlite3
import time
from pathlib import Path

from gateway import Gateway, GatewayRejected, GatewayTimeout

TABLE = "orders"
log = logging.getLogger("import_orders")


class ImportAborted(Exception):
    pass


class Report(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError as error:
            raise AttributeError(name) from error


def run(source, db, gateway, *, sleep=time.sleep):
    report = Report(imported=0, skipped=0, rejected=0, failed=0)
    bad = f"{source}.rejected.jsonl"
    try:
        connection = sqlite3.connect(db, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE}"
            "(id TEXT PRIMARY KEY, customer TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)"
        )
        with open(source, encoding="utf-8") as file, open(bad, "w", encoding="utf-8"):
            rows = list(csv.reader(file))
    except sqlite3.Error as error:
        raise ImportAborted(f"sqlite, {db}: {error}") from error
    except OSError as error:
        raise ImportAborted(f"file: {error}") from error
    for line, cells in enumerate(rows[1:], start=2):
        extra = {"order_id": cells[0], "line": line}
        try:
            order = check(cells)
            charge_and_store(connection, db, gateway, order, sleep)
        except Known:
            report["skipped"] += 1
        except (BadRow, GatewayRejected) as error:
            report["rejected"] += 1
            log.warning("rejected: %s %s", cells[0], error, extra=extra)
            try:
                with open(bad, "a", encoding="utf-8") as rejects:
                    print(json.dumps(dict(line=line, reason=str(error))), file=rejects)
            except OSError as problem:
                raise ImportAborted(f"{bad}: {problem}") from problem
        except GatewayTimeout:
            report["failed"] += 1
            log.exception("failed: %s", cells[0], extra=extra)
        else:
            report["imported"] += 1
            log.info("imported: %s", cells[0], extra=extra)
    return report


def charge_and_store(connection, db, gateway, order, sleep):
    try:
        if connection.execute(f"SELECT id FROM {TABLE} WHERE id = ?", order[:1]).fetchall():
            raise Known
    except sqlite3.Error as error:
        raise ImportAborted(f"sqlite, {db}: {error}") from error
    charge(gateway, order, sleep)
    try:
        connection.execute(f"INSERT OR REPLACE INTO {TABLE} VALUES (?, ?, ?, ?, ?)", order)
    except sqlite3.Error as error:
        raise ImportAborted(f"sqlite, {db}: {error}") from error


class Known(Exception):
    pass


class BadRow(Exception):
    pass


def check(cells):
    if len(cells) != 5:
        raise BadRow(f"{len(cells)} fields")
    order_id, customer, sku, *numbers = cells
    try:
        quantity, unit_cents = map(int, numbers)
    except ValueError:
        raise BadRow("no numbers") from None
    if order_id == "" or quantity < 1 or unit_cents < 0:
        raise BadRow("strange values")
    return order_id, customer, sku, quantity, unit_cents


def charge(gateway, order, sleep):
    order_id, customer, sku, quantity, unit_cents = order
    for attempt in (1, 2, 3):
        try:
            return gateway.submit(order_id, dict(customer=customer, sku=sku, quantity=quantity, unit_cents=unit_cents))
        except GatewayTimeout:
            if attempt == 3:
                raise
            sleep(10**attempt)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file")
    parser.add_argument("--log-level", default="INFO", type=str.upper)
    args = parser.parse_args()
    logging.basicConfig(
        filename=args.log_file, level=args.log_level, format="%(asctime)s;%(levelname)s;%(name)s;%(message)s"
    )
    try:
        report = run(args.file, args.db, Gateway())
    except ImportAborted as error:
        parser.exit(2, f"{error}\n")
    print("imported {imported}, skipped {skipped}, rejected {rejected}, failed {failed}".format_map(report))
    raise SystemExit(any((report.rejected, report.failed)))


if __name__ == "__main__":
    main()
