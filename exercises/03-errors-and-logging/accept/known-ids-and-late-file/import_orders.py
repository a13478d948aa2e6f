"""All known ids are read at the start; the bad rows are kept in memory and written at the end."""

import csv
import json
import logging
import sqlite3
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import suppress
from pathlib import Path

import gateway as payment

logger = logging.getLogger("import_orders")
NAMES = ["imported", "skipped", "rejected", "failed"]


class ImportAborted(Exception):
    pass


class Report:
    def __init__(self, counter):
        self.imported, self.skipped, self.rejected, self.failed = (counter[name] for name in NAMES)

    def __str__(self):
        return ", ".join(f"{name} {getattr(self, name)}" for name in NAMES)


def to_payload(row):
    if not row["id"]:
        raise ValueError("no id")
    payload = {
        "customer": row["customer"],
        "sku": row["sku"],
        "quantity": int(row["quantity"]),
        "unit_cents": int(row["unit_cents"]),
    }
    if payload["quantity"] <= 0:
        raise ValueError("nothing was ordered")
    if payload["unit_cents"] < 0:
        raise ValueError("the price is negative")
    return payload


def submit(gateway, order_id, payload, sleep):
    for wait in [0.5, 1, 2, 4, None]:
        try:
            gateway.submit(order_id, payload)
        except payment.GatewayTimeout as error:
            last = error
            if wait is not None:
                logger.warning("no answer yet", extra={"order_id": order_id})
                sleep(wait)
        else:
            return
    raise last


def write_bad(rejected_file, bad):
    with suppress(FileNotFoundError, IsADirectoryError, PermissionError):
        rejected_file.unlink()
    if bad:
        try:
            with open(rejected_file, "w", encoding="utf-8") as file:
                for line, reason in bad:
                    print(json.dumps({"line": line, "reason": reason}), file=file)
        except OSError as error:
            raise ImportAborted(f"{rejected_file}: {error}") from error


def run(source, db, gateway, *, sleep=time.sleep):
    counter, bad = Counter(), []
    rejected_file = source.parent / (source.name + ".rejected.jsonl")
    try:
        with source.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise ImportAborted(f"{source}: {error}") from error
    try:
        connection = sqlite3.connect(str(db))
        connection.execute("CREATE TABLE IF NOT EXISTS orders (id PRIMARY KEY, customer, sku, quantity, unit_cents)")
        known = {order_id for (order_id,) in connection.execute("SELECT id FROM orders")}
    except sqlite3.Error as error:
        raise ImportAborted(f"{db}: {error}") from error

    header = rows[0]
    try:
        for line, cells in enumerate(rows[1:], start=2):
            row = dict(zip(header, cells, strict=False))
            try:
                payload = to_payload(row)
            except (KeyError, ValueError) as error:
                counter["rejected"] += 1
                bad.append((line, f"{type(error).__name__}: {error}"))
                logger.warning("bad row %s", row.get("id"), extra={"order_id": row.get("id"), "line": line})
                continue
            order_id = row["id"]
            if order_id in known:
                counter["skipped"] += 1
                continue
            try:
                submit(gateway, order_id, payload, sleep)
            except payment.GatewayRejected as error:
                counter["rejected"] += 1
                bad.append((line, str(error)))
                logger.warning("refused %s", order_id, extra={"order_id": order_id, "line": line})
                continue
            except payment.GatewayTimeout:
                counter["failed"] += 1
                logger.exception("failed %s", order_id, extra={"order_id": order_id, "line": line})
                continue
            try:
                connection.execute("INSERT OR IGNORE INTO orders VALUES (?,?,?,?,?)", (order_id, *payload.values()))
                connection.commit()
            except sqlite3.Error as error:
                raise ImportAborted(f"{db}: {error} ({order_id} was charged)") from error
            known.add(order_id)
            counter["imported"] += 1
            logger.info("imported %s", order_id, extra={"order_id": order_id})
    finally:
        write_bad(rejected_file, bad)
    return Report(counter)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file")
    parser.add_argument("--log-level", default="INFO", choices=logging.getLevelNamesMapping())
    options = parser.parse_args()
    logging.basicConfig(
        filename=options.log_file,
        level=options.log_level,
        format="%(levelname)-8s %(asctime)s %(message)s",
        datefmt="%H:%M:%S",
    )
    try:
        report = run(options.file, options.db, payment.Gateway())
    except ImportAborted as error:
        logger.critical("aborted: %s", error)
        print(error, file=sys.stderr)
        sys.exit(2)
    print(report)
    sys.exit(1 if report.rejected + report.failed else 0)
