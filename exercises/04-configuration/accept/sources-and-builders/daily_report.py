"""Send the day's orders to the shop's API."""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import logging
import sys
import urllib.parse
from pathlib import Path
from typing import TypedDict

from settings import Settings, SettingsError, load_settings

FOLDER = Path(__file__).resolve().parent

EXIT_SENT = 0
EXIT_API = 1
EXIT_CONFIGURATION = 2


class Summary(TypedDict):
    database: str
    orders: int
    revenue_cents: int


class OrderBook:
    def __init__(self, database: str, orders: list[dict[str, str]]) -> None:
        self._database = database
        self._orders = orders

    @classmethod
    def from_file(cls, database: str, path: Path) -> OrderBook:
        with path.open(newline="", encoding="utf-8") as file:
            return cls(database, list(csv.DictReader(file)))

    def batches(self, size: int) -> list[OrderBook]:
        starts = range(0, len(self._orders), size)
        return [OrderBook(self._database, self._orders[start : start + size]) for start in starts]

    def summary(self) -> Summary:
        cents = 0
        for order in self._orders:
            cents += int(order["quantity"]) * int(order["unit_cents"])
        return {"database": self._database, "orders": len(self._orders), "revenue_cents": cents}


class ApiProblem(Exception):
    pass


class ApiClient:
    def __init__(self, base_url: str, settings: Settings) -> None:
        parts = urllib.parse.urlsplit(base_url)
        self._secure = parts.scheme == "https"
        self._address = parts.netloc
        self._path = parts.path.rstrip("/") + "/reports"
        self._settings = settings

    def _connection(self) -> http.client.HTTPConnection:
        timeout = min(self._settings.timeout_s, 24 * 60 * 60)
        if self._secure:
            return http.client.HTTPSConnection(self._address, timeout=timeout)
        return http.client.HTTPConnection(self._address, timeout=timeout)

    def post(self, summary: Summary) -> None:
        headers = {"Content-Type": "application/json", "X-Api-Key": self._settings.api_key.for_header()}
        body = json.dumps(summary).encode("utf-8")
        try:
            connection = self._connection()
            try:
                connection.request("POST", self._path, body=body, headers=headers)
                status = connection.getresponse().status
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ApiProblem(f"There was no answer ({type(error).__name__})") from None
        if status < 200 or status >= 300:
            raise ApiProblem(f"The report was refused with status {status}")


class Application:
    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        self._log = logging.getLogger("report")

    def run(self) -> int:
        try:
            settings = load_settings(env_file=FOLDER / ".env")
        except SettingsError as error:
            self._log.error("%s", error)
            return EXIT_CONFIGURATION
        if self._arguments.show_config:
            self._show(settings)
            return EXIT_SENT
        problem_with_key = settings.api_key.problem_in_header()
        if problem_with_key is not None:
            self._log.error("%s", problem_with_key)
            return EXIT_CONFIGURATION
        if settings.debug:
            logging.getLogger().setLevel(logging.DEBUG)
            self._log.debug("%r", settings)
        try:
            self._send(settings)
        except ApiProblem as problem:
            self._log.error("%s", problem)
            return EXIT_API
        return EXIT_SENT

    @staticmethod
    def _show(settings: Settings) -> None:
        rows = (
            ("Environment", settings.env.value),
            ("Database", str(settings.database_url)),
            ("API key", str(settings.api_key)),
            ("Timeout in seconds", str(settings.timeout_s)),
            ("Orders in a batch", str(settings.max_batch)),
            ("Debug", str(settings.debug)),
        )
        width = max(len(title) for title, _ in rows)
        for title, value in rows:
            print(f"{title.ljust(width, '.')}... {value}")

    def _send(self, settings: Settings) -> None:
        book = OrderBook.from_file(settings.database_url.host, FOLDER / "sales.csv")
        with (FOLDER / "last_report.json").open("w", encoding="utf-8") as file:
            json.dump(book.summary(), file, indent=4)
        client = ApiClient(self._arguments.api, settings)
        for batch in book.batches(settings.max_batch):
            summary = batch.summary()
            self._log.debug("Sending %s", summary)
            client.post(summary)
        self._log.info("Everything is sent: %s", book.summary())


def main() -> int:
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(levelname)-8s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", required=True, metavar="URL")
    parser.add_argument("--show-config", action="store_true")
    return Application(parser.parse_args()).run()


if __name__ == "__main__":
    sys.exit(main())
