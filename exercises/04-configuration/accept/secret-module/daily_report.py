"""Daily report, with the settings handed on as an object."""

from __future__ import annotations

import argparse
import csv
import json
import logging
import sys
from dataclasses import fields
from itertools import islice
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from settings import Settings, SettingsError, load_settings

HERE = Path(__file__).parent
logger = logging.getLogger("daily_report")


class Sender:
    def __init__(self, api: str, settings: Settings) -> None:
        self.api = api
        self.settings = settings

    def send(self, report: dict[str, object]) -> None:
        logger.debug("sending %s with %s", report, self.settings)
        request = Request(f"{self.api}/reports", method="POST", data=json.dumps(report).encode())
        request.add_header("X-Api-Key", self.settings.api_key.get_secret_value())
        with urlopen(request, timeout=self.settings.timeout_s) as response:
            logger.info("answer: %s", response.status)


def summary(orders: list[dict[str, str]], settings: Settings) -> dict[str, object]:
    revenue = sum(int(row["quantity"]) * int(row["unit_cents"]) for row in orders)
    return {"database": settings.database.hostname, "orders": len(orders), "revenue_cents": revenue}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", required=True, metavar="URL")
    parser.add_argument("--show-config", action="store_true")
    options = parser.parse_args()
    try:
        settings = load_settings(None, HERE / ".env")
    except SettingsError as error:
        parser.exit(2, f"configuration: {error}\n")
    logging.basicConfig(level=logging.DEBUG if settings.debug else logging.INFO)
    if options.show_config:
        for field in fields(settings):
            print(field.name, getattr(settings, field.name))
        print("database host", settings.database.hostname, "user", settings.database.username)
        return
    with (HERE / "sales.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (HERE / "last_report.json").write_text(json.dumps(summary(rows, settings)), encoding="utf-8")
    sender = Sender(options.api, settings)
    remaining = iter(rows)
    while batch := list(islice(remaining, settings.max_batch)):
        try:
            sender.send(summary(batch, settings))
        except HTTPError as error:
            sys.exit(f"the API answered {error.code}")
        except (URLError, TimeoutError) as error:
            sys.exit(f"the API cannot be reached: {error}")


if __name__ == "__main__":
    main()
