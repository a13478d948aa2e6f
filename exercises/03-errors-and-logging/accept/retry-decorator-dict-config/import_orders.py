"""A decorator retries; dictConfig and a LoggerAdapter log."""

from __future__ import annotations

import argparse
import csv
import functools
import json
import logging
import logging.config
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from gateway import Gateway, GatewayRejected, GatewayTimeout

logger = logging.getLogger(__name__ if __name__ != "__main__" else "import_orders")
logger.addHandler(logging.NullHandler())


class ImportAborted(Exception):
    """Cannot go on."""


class InvalidRow(ValueError):
    """Not an order."""


@dataclass
class Report:
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    failed: int = 0


@dataclass(frozen=True, kw_only=True)
class Order:
    id: str
    customer: str
    sku: str
    quantity: int
    unit_cents: int

    def __post_init__(self) -> None:
        if not self.id or self.quantity < 1 or self.unit_cents < 0:
            raise InvalidRow("a value is out of range")

    @classmethod
    def from_row(cls, row: dict[str, str | None]) -> Order:
        values = {field.name: row.get(field.name) for field in fields(cls)}
        absent = [name for name, value in values.items() if value is None]
        if absent:
            raise InvalidRow(f"missing: {', '.join(absent)}")
        try:
            numbers = {name: int(values[name] or "") for name in ("quantity", "unit_cents")}
        except ValueError as error:
            raise InvalidRow(str(error)) from error
        return cls(**{**values, **numbers})  # type: ignore[arg-type]


def retried(tries: int, sleep: Callable[[float], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            for attempt in range(1, tries):
                try:
                    return function(*args, **kwargs)
                except GatewayTimeout:
                    sleep(2**attempt + random.random())
            return function(*args, **kwargs)

        return wrapper

    return decorate


def insert(connection: sqlite3.Connection, order: Order) -> None:
    with connection:
        connection.execute(
            "INSERT INTO orders (id, customer, sku, quantity, unit_cents)"
            " VALUES (:id, :customer, :sku, :quantity, :unit_cents)",
            asdict(order),
        )


def count(connection: sqlite3.Connection, order: Order) -> Any:
    return connection.execute("SELECT count(*) FROM orders WHERE id = ?", (order.id,)).fetchone()[0]


def note(rejects_path: Path, line: int, error: Exception) -> None:
    with rejects_path.open("a", encoding="utf-8") as rejects:
        rejects.write(json.dumps({"line": line, "reason": str(error)}) + "\n")


def fatal(function: Callable[..., Any], error_type: type[Exception], about: Path) -> Callable[..., Any]:
    """The function, whose errors of this type mean that the import cannot go on."""

    @functools.wraps(function)
    def wrapper(*args: Any) -> Any:
        try:
            return function(*args)
        except error_type as error:
            raise ImportAborted(f"{function.__name__} failed: {about}") from error

    return wrapper


def import_rows(rows: Any, is_known: Any, submit: Any, store: Any, reject: Any) -> Report:
    report = Report()
    for line, row in enumerate(rows, start=2):
        log = logging.LoggerAdapter(logger, {"order_id": row.get("id"), "line": line})
        try:
            order = Order.from_row(row)
            if is_known(order):
                report.skipped += 1
                log.debug("skipped")
                continue
            payload = asdict(order)
            del payload["id"]
            submit(order.id, payload)
        except InvalidRow as error:
            report.rejected += 1
            reject(line, error)
            log.warning("invalid row")
        except GatewayRejected as error:
            report.rejected += 1
            reject(line, error)
            log.warning("refused by the gateway")
        except GatewayTimeout:
            report.failed += 1
            log.exception("gave up")
        else:
            store(order)
            report.imported += 1
            log.info("imported")
    return report


def run(source: Path, db: Path, gateway: Any, *, sleep: Callable[[float], Any] = time.sleep) -> Report:
    submit = retried(4, sleep)(gateway.submit)
    rejects_path = source.with_suffix(source.suffix + ".rejected.jsonl")
    try:
        file = source.open(encoding="utf-8", newline="")
    except OSError as error:
        raise ImportAborted(f"cannot open {source}") from error
    with file, closing(fatal(sqlite3.connect, sqlite3.Error, db)(db)) as connection:
        fatal(connection.execute, sqlite3.Error, db)(
            "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer TEXT NOT NULL,"
            " sku TEXT NOT NULL, quantity INTEGER NOT NULL, unit_cents INTEGER NOT NULL)"
        )
        fatal(rejects_path.write_bytes, OSError, rejects_path)(b"")
        is_known = functools.partial(fatal(count, sqlite3.Error, db), connection)
        store = functools.partial(fatal(insert, sqlite3.Error, db), connection)
        reject = functools.partial(fatal(note, OSError, rejects_path), rejects_path)
        return import_rows(csv.DictReader(file), is_known, submit, store, reject)


class JsonLines(logging.Formatter):
    """Each record as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "event": record.getMessage(),
            "order_id": getattr(record, "order_id", None),
            "line": getattr(record, "line", None),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def configure(file: str | None, level: str) -> None:
    target: dict[str, Any] = {"class": "logging.StreamHandler"}
    if file:
        target = {"class": "logging.FileHandler", "filename": file}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": JsonLines}},
            "handlers": {"main": {**target, "formatter": "json"}},
            "root": {"level": level, "handlers": ["main"]},
        }
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--log-file")
    parser.add_argument("--log-level", default="INFO")
    options = parser.parse_args()
    configure(options.log_file, options.log_level)
    try:
        report = run(options.file, options.db, Gateway())
    except ImportAborted as error:
        print(f"{parser.prog}: {error} ({error.__cause__})", file=sys.stderr)
        return 2
    print(f"imported {report.imported}, skipped {report.skipped}, rejected {report.rejected}, failed {report.failed}")
    return bool(report.rejected or report.failed)


if __name__ == "__main__":
    sys.exit(main())
