"""Send the day's orders to the shop's API."""

import argparse
import csv
import functools
import json
import sys
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from settings import Settings, SettingsError, load_settings

here = Path(__file__).parent.joinpath
say = functools.partial(print, file=sys.stderr)


def cents(order):
    return int(order["quantity"]) * int(order["unit_cents"])


def summarise(settings: Settings, orders):
    return {
        "database": settings.database_host,
        "orders": len(orders),
        "revenue_cents": sum(map(cents, orders)),
    }


class StayHere(urllib.request.HTTPRedirectHandler):
    def http_error_302(self, req, fp, code, msg, headers):
        raise urllib.error.HTTPError(req.full_url, code, "redirect", headers, fp)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def make_sender(settings: Settings, api: str):
    open_url = urllib.request.build_opener(StayHere).open
    # as Latin-1, so that urllib makes UTF-8 of it
    key = settings.api_key.unhidden().encode("utf-8", "surrogateescape").decode("latin-1")

    def send(report) -> None:
        request = urllib.request.Request(
            f"{api}/reports",
            data=json.dumps(report).encode(),
            headers={"X-Api-Key": key, "Content-Type": "application/json"},
            method="POST",
        )
        open_url(request, timeout=min(settings.timeout_s, 86400.0)).close()

    return send


def report(settings: Settings, api: str) -> int:
    with here("sales.csv").open(newline="") as file:
        orders = list(csv.DictReader(file))
    here("last_report.json").write_text(json.dumps(summarise(settings, orders)))
    send = make_sender(settings, api)
    try:
        while orders:
            batch = orders[: settings.max_batch]
            del orders[: settings.max_batch]
            summary = summarise(settings, batch)
            if settings.debug:
                say("debug:", summary, settings)
            send(summary)
    except urllib.error.HTTPError as error:
        say("The API refused:", error.code)
    except (OSError, HTTPException):
        say("The API did not answer.")
    except ValueError:
        say("This cannot be sent: is the URL right, and has the key only one line?")
    else:
        return 0
    return 1


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    try:
        settings = load_settings(env_file=here(".env"))
    except SettingsError as error:
        say(f"Wrong configuration:\n{error}")
        return 2
    match arguments.show_config:
        case True:
            print(settings)
            print(f"The database is {settings.database_host!r}, its user {settings.database_user!r}.")
            return 0
        case _:
            return report(settings, arguments.api)


if __name__ == "__main__":
    sys.exit(main())
