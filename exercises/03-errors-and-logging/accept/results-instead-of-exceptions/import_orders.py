"""Inside, results are returned and told apart with `match`; errors are for what cannot go on."""

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


class ImportAborted(Exception): ...


@dataclass
class Good:
    order_id: str
    payload: dict


@dataclass
class Bad:
    reason: str


@dataclass
class Silent:
    error: GatewayTimeout


@dataclass
class Report:
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    failed: int = 0


def number(text, least):
    try:
        value = int(text)
    except (TypeError, ValueError):
        return None
    return value if value >= least else None


def read(row):
    match row:
        case {"id": str(order_id), "customer": str(customer), "sku": str(sku)} if order_id:
            quantity, unit_cents = number(row["quantity"], 1), number(row["unit_cents"], 0)
            if quantity is None or unit_cents is None:
                return Bad(f"bad numbers: {row['quantity']!r}, {row['unit_cents']!r}")
            payload = {"customer": customer, "sku": sku, "quantity": quantity, "unit_cents": unit_cents}
            return Good(order_id, payload)
    return Bad("something is missing")


def submit(gateway, good, sleep):
    answer = None
    for attempt in range(4):
        if attempt:
            sleep(attempt * 1.5)
        try:
            gateway.submit(good.order_id, good.payload)
        except GatewayTimeout as error:
            answer = Silent(error)
        except GatewayRejected as error:
            return Bad(str(error))
        else:
            return good
    return answer


def run(source, db, gateway, *, sleep=time.sleep):
    report = Report()
    bad_path = Path(f"{source}.rejected.jsonl")
    current = source
    try:
        rows = [*csv.DictReader(source.read_text("utf-8").splitlines(keepends=True))]
        current = db
        connection = sqlite3.connect(db)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer, sku, quantity, unit_cents)"
        )
        current = bad_path
        bad_path.write_text("")
    except (OSError, sqlite3.Error) as error:
        raise ImportAborted(f"{current} cannot be used") from error
    with closing(connection):
        for line, row in enumerate(rows, 2):
            result = read(row)
            if isinstance(result, Good):
                if ask(connection, db, "SELECT 1 FROM orders WHERE id = ?", result.order_id):
                    report.skipped += 1
                    continue
                result = submit(gateway, result, sleep)
            extra = {"order_id": row["id"], "line": line}
            match result:
                case Good(order_id, payload):
                    ask(connection, db, "INSERT INTO orders VALUES (?, ?, ?, ?, ?)", order_id, *payload.values())
                    report.imported += 1
                    logger.info(f"imported {order_id}", extra=extra)
                case Bad(reason):
                    report.rejected += 1
                    append(bad_path, {"line": line, "reason": reason})
                    logger.warning(f"rejected {row['id']}: {reason}", extra=extra)
                case Silent(error):
                    report.failed += 1
                    logger.error(f"failed {row['id']}", exc_info=error, extra=extra)
    return report


def ask(connection, db, statement, *values):
    try:
        found = connection.execute(statement, values).fetchall()
        connection.commit()
    except sqlite3.Error as error:
        raise ImportAborted(f"{db} cannot be used any more") from error
    return found


def append(path, entry):
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
    except OSError as error:
        raise ImportAborted(f"{path} cannot be written") from error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file", type=Path)
    parser.add_argument("--log-level", default="INFO")
    arguments = parser.parse_args()
    logging.basicConfig(
        filename=arguments.log_file,
        level=getattr(logging, arguments.log_level),
        format="%(asctime)s %(levelname)s %(message)s",
    )
    try:
        report = run(arguments.file, arguments.db, Gateway())
    except ImportAborted as error:
        logging.getLogger("import_orders").critical("aborted: %s (%s)", error, error.__cause__)
        print("aborted:", error, file=sys.stderr)
        raise SystemExit(2)
    print(f"imported {report.imported}, skipped {report.skipped}, rejected {report.rejected}, failed {report.failed}")
    raise SystemExit(1 if report.rejected + report.failed else 0)


if __name__ == "__main__":
    main()
