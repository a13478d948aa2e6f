"""Send the day's orders to the shop's API; what a function needs comes in as arguments."""

import argparse
import csv
import json
import os
import sys
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from settings import SettingsError, load_settings

HERE = os.path.dirname(os.path.abspath(__file__))


def read_orders():
    with open(os.path.join(HERE, "sales.csv"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def summarise(orders, host):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": host, "orders": len(orders), "revenue_cents": cents}


def send(api, report, *, key, timeout, debug):
    if debug:
        print("DEBUG sending", report)
    request = Request(api + "/reports", json.dumps(report).encode(), {"X-Api-Key": key})
    try:
        urlopen(request, timeout=timeout)
    except URLError as error:
        raise RuntimeError(f"cannot send to {api}: {error}") from error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    try:
        from pathlib import Path

        settings = load_settings(os.environ, Path(HERE, ".env"))
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    for name, value in settings.masked().items():
        print(f"{name:<14}{value}")
    if arguments.show_config:
        return
    orders = read_orders()
    host = urlsplit(settings.database_url).hostname
    with open(os.path.join(HERE, "last_report.json"), "w", encoding="utf-8") as file:
        json.dump(summarise(orders, host), file)
    size = settings.max_batch
    for first in range(0, len(orders), size):
        report = summarise(orders[first : first + size], host)
        send(arguments.api, report, key=settings.api_key, timeout=settings.timeout_s, debug=settings.debug)


if __name__ == "__main__":
    main()
