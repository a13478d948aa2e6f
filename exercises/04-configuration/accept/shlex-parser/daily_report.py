"""Send the day's orders; settings are passed as an object."""

import argparse
import csv
import json
import pathlib
import sys
import urllib.error
import urllib.parse
import urllib.request

from settings import SettingsError, load_settings

HERE = pathlib.Path(__file__).parent


def summarise(orders, settings):
    return {
        "revenue_cents": sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders),
        "orders": len(orders),
        "database": urllib.parse.urlparse(settings.database_url).hostname,
    }


def send(api, report, settings):
    request = urllib.request.Request(
        urllib.parse.urljoin(api + "/", "reports"),
        data=json.dumps(report).encode("utf-8"),
        headers={"x-api-key": settings.api_key},
        method="POST",
    )
    urllib.request.urlopen(request, timeout=settings.timeout_s).close()
    if settings.debug:
        print("sent", report)


def show(settings):
    url = urllib.parse.urlparse(settings.database_url)
    print(f"SHOP_ENV={settings.env}")
    print(f"SHOP_DATABASE_URL={url.scheme}://{url.username}@{url.hostname}{url.path}")
    print("SHOP_API_KEY is set")
    print(f"SHOP_TIMEOUT_S={settings.timeout_s}")
    print(f"SHOP_MAX_BATCH={settings.max_batch}")
    print(f"SHOP_DEBUG={settings.debug}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    arguments = parser.parse_args()
    settings = load_settings(env_file=HERE / ".env")
    if arguments.show_config:
        show(settings)
        return
    with open(HERE / "sales.csv", newline="", encoding="utf-8") as file:
        orders = list(csv.DictReader(file))
    with open(HERE / "last_report.json", "w", encoding="utf-8") as file:
        json.dump(summarise(orders, settings), file)
    for first in range(0, len(orders), settings.max_batch):
        send(arguments.api, summarise(orders[first : first + settings.max_batch], settings), settings)


if __name__ == "__main__":
    try:
        main()
    except SettingsError as problem:
        print("Cannot start:", problem, sep="\n", file=sys.stderr)
        sys.exit(2)
    except urllib.error.URLError as problem:
        print("Cannot send:", problem.reason, file=sys.stderr)
        sys.exit(1)
