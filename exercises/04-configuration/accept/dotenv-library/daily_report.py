"""Send the day's orders to the shop's API."""

import argparse
import csv
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from settings import SettingsError, load_settings

HERE = Path(__file__).parent


def report_of(orders, host):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": host, "orders": len(orders), "revenue_cents": cents}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    try:
        settings = load_settings(env_file=HERE / ".env")
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    url = urlsplit(settings.database_url)
    if arguments.show_config:
        print(settings)
        print(f"database: user {url.username} on {url.hostname}, port {url.port}; password and API key are set")
        return
    orders = list(csv.DictReader((HERE / "sales.csv").open(newline="")))
    (HERE / "last_report.json").write_text(json.dumps(report_of(orders, url.hostname)))
    for first in range(0, len(orders), settings.max_batch):
        body = json.dumps(report_of(orders[first : first + settings.max_batch], url.hostname)).encode()
        headers = {"X-Api-Key": settings.api_key, "Content-Type": "application/json"}
        urlopen(Request(arguments.api + "/reports", body, headers), timeout=settings.timeout_s)
    print(f"Sent {len(orders)} orders")


if __name__ == "__main__":
    main()
