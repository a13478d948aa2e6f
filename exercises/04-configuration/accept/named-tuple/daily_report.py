"""Daily report, with http.client and arguments read by hand."""

import csv
import http.client
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

import settings as configuration

FOLDER = Path(__file__).resolve().parent


def read_orders():
    with (FOLDER / "sales.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def make_report(orders, host):
    cents = 0
    for order in orders:
        cents += int(order["quantity"]) * int(order["unit_cents"])
    return {"database": host, "orders": len(orders), "revenue_cents": cents}


def post(api, report, key, seconds):
    target = urlsplit(api)
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=seconds)
    try:
        body = json.dumps(report)
        connection.request("POST", target.path + "/reports", body, {"X-Api-Key": key})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def main(argv):
    if "--api" not in argv[:-1]:
        print("usage: daily_report.py --api URL [--show-config]")
        return 2
    api = argv[argv.index("--api") + 1]
    try:
        settings = configuration.load_settings(env_file=FOLDER / ".env")
    except configuration.SettingsError as error:
        print(f"daily_report: {error}")
        return 2
    if "--show-config" in argv:
        print(settings)
        return 0
    orders = read_orders()
    host = urlsplit(settings.database_url).hostname
    (FOLDER / "last_report.json").write_text(json.dumps(make_report(orders, host)))
    while orders:
        batch, orders = orders[: settings.max_batch], orders[settings.max_batch :]
        try:
            status = post(api, make_report(batch, host), settings.api_key, settings.timeout_s)
        except OSError as error:
            print("the API does not answer:", error, file=sys.stderr)
            return 1
        if status >= 400:
            print("the API refused the report with status", status, file=sys.stderr)
            return 1
    print("sent")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
