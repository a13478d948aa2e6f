"""Send the day's orders, with a log file beside the program."""

import argparse
import csv
import json
import logging
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from settings import SettingsError, load_settings

HERE = Path(__file__).parent
log = logging.getLogger("daily_report")


def database_parts(settings):
    return urlsplit(settings.database_url.value)


def summarise(orders, settings):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": database_parts(settings).hostname, "orders": len(orders), "revenue_cents": cents}


def send(api, report, settings):
    log.debug("sending %s with %r", report, settings)
    headers = {"Content-Type": "application/json", "X-Api-Key": settings.api_key.value}
    with urlopen(Request(api + "/reports", json.dumps(report).encode(), headers), timeout=settings.timeout_s) as answer:
        log.info("answer %s", answer.status)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    logging.basicConfig(filename=HERE / "daily_report.log", format="%(asctime)s %(levelname)s %(message)s")
    try:
        settings = load_settings(env_file=HERE / ".env")
    except SettingsError as error:
        log.error("configuration: %s", error)
        print(error, file=sys.stderr)
        return 2
    log.setLevel(logging.DEBUG if settings.debug else logging.INFO)
    if arguments.show_config:
        parts = database_parts(settings)
        print(settings)
        print("database:", parts.username, "at", parts.hostname)
        return 0
    with open(HERE / "sales.csv", newline="", encoding="utf-8") as file:
        orders = list(csv.DictReader(file))
    (HERE / "last_report.json").write_text(json.dumps(summarise(orders, settings)), encoding="utf-8")
    try:
        for first in range(0, len(orders), settings.max_batch):
            send(arguments.api, summarise(orders[first : first + settings.max_batch], settings), settings)
    except OSError:
        log.exception("not sent")
        print("The report was not sent; see daily_report.log", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
