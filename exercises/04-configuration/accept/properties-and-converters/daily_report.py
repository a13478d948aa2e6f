"""Send the day's orders to the shop's API."""

import argparse
import csv
import json
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from settings import SettingsError, load_settings

HERE = Path(__file__).parent


class CannotSend(Exception):
    pass


def read_orders():
    with open(HERE / "sales.csv", newline="") as file:
        return list(csv.DictReader(file))


def summarise(settings, orders):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": settings.database_host, "orders": len(orders), "revenue_cents": cents}


def send(settings, api, report):
    if settings.debug:
        print("DEBUG sending", report, "with", settings)
    try:
        key = settings.api_key.encode(errors="surrogateescape")
        headers = {"Content-Type": "application/json"}
        request = Request(api + "/reports", json.dumps(report).encode(), headers)
        # "unredirected": if the API sends us elsewhere, the key stays here
        request.add_unredirected_header("X-Api-Key", key)
        with urlopen(request, timeout=min(settings.timeout_s, 86_400)) as answer:
            if answer.geturl() != request.full_url:
                raise CannotSend("the API sent us to another address")
    except URLError as error:
        code = getattr(error, "code", None)
        raise CannotSend(f"status {code}" if code else "nobody answers") from None
    except (OSError, HTTPException, ValueError) as error:
        raise CannotSend(type(error).__name__) from None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        settings = load_settings(env_file=HERE / ".env")
    except SettingsError as error:
        sys.stderr.write("The configuration is wrong:\n")
        for name, what in error.problems.items():
            sys.stderr.write(f"  {name} {what}\n")
        sys.exit(2)
    print(f"{settings:long}")
    if arguments.show_config:
        return
    orders = read_orders()
    total = summarise(settings, orders)
    (HERE / "last_report.json").write_text(json.dumps(total))
    size = settings.max_batch
    try:
        for first in range(0, len(orders), size):
            send(settings, arguments.api, summarise(settings, orders[first : first + size]))
    except CannotSend as error:
        sys.exit(f"Cannot send: {error}")  # a text gives exit status 1
    print(f"Sent {total['orders']} orders, {total['revenue_cents'] / 100:.2f} EUR")


if __name__ == "__main__":
    main()
