"""Send the day's orders to the shop's API."""

import argparse
import csv
import json
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from settings import SettingsError, load_settings

HERE = Path(__file__).parent


def show_config(settings):
    url = urlsplit(settings.database_url)
    print("env          =", settings.env)
    print("database_url =", url.scheme, "user", url.username, "host", url.hostname)
    print("api_key      = ****" + settings.api_key[-3:])
    print("timeout_s    =", settings.timeout_s)
    print("max_batch    =", settings.max_batch)
    print("debug        =", settings.debug)


def read_orders():
    with open(HERE / "sales.csv", newline="") as file:
        return list(csv.DictReader(file))


def summarise(orders, host):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": host, "orders": len(orders), "revenue_cents": cents}


def send(api, report, settings):
    headers = {"Content-Type": "application/json", "X-Api-Key": settings.api_key}
    if settings.debug:
        print("DEBUG sending", report)
    request = Request(api + "/reports", json.dumps(report).encode(), headers)
    try:
        urlopen(request, timeout=settings.timeout_s)
    except URLError as error:
        print(f"cannot send: {error}")
        sys.exit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    try:
        settings = load_settings(env_file=HERE / ".env")
    except SettingsError as error:
        print(error)
        sys.exit(2)
    show_config(settings)
    if arguments.show_config:
        sys.exit()
    orders = read_orders()
    host = urlsplit(settings.database_url).hostname
    total = summarise(orders, host)
    (HERE / "last_report.json").write_text(json.dumps(total))
    size = settings.max_batch
    for first in range(0, len(orders), size):
        send(arguments.api, summarise(orders[first : first + size], host), settings)
    print(f"Sent {total['orders']} orders, {total['revenue_cents'] / 100:.2f} EUR")


if __name__ == "__main__":
    main()
