"""Send the day's orders to the shop's API."""

import argparse
import csv
import json
import sys
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from settings import Settings, SettingsError, load_settings

HERE = Path(__file__).resolve().parent


class SendError(Exception):
    """The API refused or did not answer."""


def show_config(settings: Settings) -> None:
    print("env           =", settings.env)
    print("database user =", settings.database_user())
    print("database host =", settings.database_host())
    print("api_key       = ****")
    print("timeout_s     =", settings.timeout_s)
    print("max_batch     =", settings.max_batch)
    print("debug         =", settings.debug)


def read_orders() -> list[dict[str, str]]:
    # There is no database in the classroom: sales.csv stands in for its table.
    with open(HERE / "sales.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def summarise(orders: list[dict[str, str]], host: str) -> dict[str, str | int]:
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": host, "orders": len(orders), "revenue_cents": cents}


def send(api: str, report: dict[str, str | int], settings: Settings) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-Api-Key": settings.api_key.reveal(),
    }
    if settings.debug:
        print("DEBUG sending", report)
    problem = ""
    try:
        request = Request(api + "/reports", json.dumps(report).encode(), headers)
        with urlopen(request, timeout=min(settings.timeout_s, 1_000_000)):
            pass
    except HTTPError as error:
        problem = f"the API refused with status {error.code}"
    except (OSError, HTTPException, ValueError) as error:
        problem = f"the API did not answer ({type(error).__name__})"
    if problem:
        raise SendError(problem)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    try:
        settings = load_settings(env_file=HERE / ".env")
    except SettingsError as error:
        print("Wrong configuration:", error, file=sys.stderr)
        return 2
    if arguments.show_config:
        show_config(settings)
        return 0
    orders = read_orders()
    host = settings.database_host()
    total = summarise(orders, host)
    (HERE / "last_report.json").write_text(json.dumps(total), encoding="utf-8")
    size = settings.max_batch
    try:
        for first in range(0, len(orders), size):
            send(arguments.api, summarise(orders[first : first + size], host), settings)
    except SendError as error:
        print("Not sent:", error, file=sys.stderr)
        return 1
    print(f"Sent {len(orders)} orders")
    return 0


if __name__ == "__main__":
    sys.exit(main())
