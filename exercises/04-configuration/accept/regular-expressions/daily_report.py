"""Send the day's orders to the shop's API.

usage: daily_report.py --api URL [--show-config]
"""

import csv
import http.client
import json
import os.path
import sys
import urllib.error
import urllib.request
from pathlib import Path

import settings as config

HERE = os.path.dirname(os.path.abspath(__file__))


def beside(name):
    return os.path.join(HERE, name)


def parse_arguments(words):
    api, show = None, False
    words = list(words)
    while words:
        word = words.pop(0)
        if word == "--show-config":
            show = True
        elif word == "--api" and words:
            api = words.pop(0)
        elif word.startswith("--api="):
            api = word[len("--api=") :]
        else:
            return None
    return (api, show) if api else None


class RaiseOnRedirect(urllib.request.HTTPErrorProcessor):
    def http_response(self, request, response):
        if not 200 <= response.status < 300:
            raise urllib.error.HTTPError(request.full_url, response.status, "refused", response.headers, None)
        return response

    https_response = http_response


def summarise(orders, host):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": host, "orders": len(orders), "revenue_cents": cents}


def post(api, settings, report):
    request = urllib.request.Request(api.rstrip("/") + "/reports", method="POST")
    request.data = json.dumps(report).encode("ascii")
    request.add_header("Content-Type", "application/json")
    # http.client turns headers into Latin-1; go through UTF-8 so that each key fits
    request.add_header("X-Api-Key", settings.api_key.text.encode("utf-8", "surrogateescape").decode("latin-1"))
    opener = urllib.request.build_opener(RaiseOnRedirect)
    opener.open(request, timeout=min(settings.timeout_s, 10_000)).close()


def main(words):
    arguments = parse_arguments(words)
    if arguments is None:
        sys.stderr.write(__doc__.splitlines()[-1] + "\n")
        return 2
    api, show = arguments
    try:
        settings = config.load_settings(env_file=Path(beside(".env")))
    except config.SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if show:
        for name, value in settings._asdict().items():
            print(f"{name:14}{value}")
        return 0
    with open(beside("sales.csv"), newline="") as file:
        orders = list(csv.DictReader(file))
    host = settings.database_url.host
    with open(beside("last_report.json"), "w") as file:
        json.dump(summarise(orders, host), file)
    try:
        while orders:
            batch, orders = orders[: settings.max_batch], orders[settings.max_batch :]
            if settings.debug:
                print(f"sending {len(batch)} orders, {settings}")
            post(api, settings, summarise(batch, host))
    except urllib.error.HTTPError as error:
        sys.stderr.write(f"the API said no: {error.code}\n")
        return 1
    except (OSError, http.client.HTTPException, ValueError) as error:
        # The type only: the text of some of these quotes headers.
        sys.stderr.write(f"the API cannot be reached: {type(error).__name__}\n")
        return 1
    print("sent")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
