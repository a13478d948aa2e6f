import csv
import json
import logging
import time
from dataclasses import dataclass

from gateway import GatewayRejected, GatewayTimeout

from nightly.errors import ImportAborted, Rejected, Unanswered
from nightly.store import Store

logger = logging.getLogger("import_orders.job")
PAUSES = (0.2, 0.6, 1.8)


@dataclass
class Report:
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    failed: int = 0

    @property
    def clean(self):
        return not self.rejected and not self.failed

    def __str__(self):
        return ", ".join(f"{name} {value}" for name, value in vars(self).items())


def parse(row):
    if any(row[name] in (None, "") for name in ("id", "quantity", "unit_cents")):
        raise Rejected("an empty field")
    try:
        payload = {
            "customer": row["customer"],
            "sku": row["sku"],
            "quantity": int(row["quantity"]),
            "unit_cents": int(row["unit_cents"]),
        }
    except ValueError as error:
        raise Rejected(f"no number ({error})") from error
    if payload["quantity"] < 1 or payload["unit_cents"] < 0:
        raise Rejected("a number that cannot be")
    return row["id"], payload


def charge(gateway, order_id, payload, sleep):
    pauses = iter(PAUSES)
    while True:
        try:
            gateway.submit(order_id, payload)
        except GatewayRejected as error:
            raise Rejected(f"gateway: {error}") from error
        except GatewayTimeout as error:
            pause = next(pauses, None)
            if pause is None:
                raise Unanswered(f"{len(PAUSES) + 1} tries") from error
            sleep(pause)
        else:
            return


def import_one(store, gateway, row, sleep):
    """Whether there was anything to do."""
    order_id, payload = parse(row)
    if order_id in store:
        return False
    charge(gateway, order_id, payload, sleep)
    store.add(order_id, payload)
    return True


def read(source):
    try:
        with source.open(encoding="utf-8", newline="") as file:
            return [*csv.DictReader(file)]
    except OSError as error:
        raise ImportAborted(f"the file {source} cannot be read") from error


def note(path, rejected):
    try:
        path.write_text("".join(f"{json.dumps(entry)}\n" for entry in rejected), encoding="utf-8")
    except OSError as error:
        raise ImportAborted(f"{path} cannot be written") from error


def run(source, db, gateway, *, sleep=time.sleep):
    rejected = []
    rows = read(source)
    store = Store(db)
    try:
        return import_all(rows, store, gateway, sleep, rejected)
    finally:
        note(source.with_name(source.name + ".rejected.jsonl"), rejected)


def import_all(rows, store, gateway, sleep, rejected):
    report = Report()
    for line, row in enumerate(rows, start=2):
        extra = {"order_id": row["id"], "line": line}
        try:
            done = import_one(store, gateway, row, sleep)
        except Rejected as error:
            report.rejected += 1
            rejected.append({"line": line, "reason": str(error)})
            logger.warning("rejected order_id=%s line=%d: %s", row["id"], line, error, extra=extra)
        except Unanswered:
            report.failed += 1
            logger.exception("failed order_id=%s", row["id"], extra=extra)
        else:
            report.imported += done
            report.skipped += not done
            logger.log(logging.INFO if done else logging.DEBUG, "done order_id=%s", row["id"], extra=extra)
    return report
