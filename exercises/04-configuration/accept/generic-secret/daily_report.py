"""Send the day's orders to the shop's API."""

import argparse
import csv
import json
import logging
import sys
import urllib.request
from pathlib import Path

import settings as conf

HERE = Path(__file__).parent
log = logging.getLogger("report")


def summarise(orders, host):
    cents = sum(int(o["quantity"]) * int(o["unit_cents"]) for o in orders)
    return {"database": host, "orders": len(orders), "revenue_cents": cents, "version": 2}


def run(api, settings):
    host = settings.database_url.inside.hostname
    orders = list(csv.DictReader((HERE / "sales.csv").read_text(encoding="utf-8").splitlines()))
    (HERE / "last_report.json").write_text(json.dumps(summarise(orders, host), indent=2))
    while batch := orders[: settings.max_batch]:
        del orders[: settings.max_batch]
        log.debug("sending %s as %s", batch, settings)
        request = urllib.request.Request(f"{api}/reports", json.dumps(summarise(batch, host)).encode())
        request.add_unredirected_header("X-Api-Key", settings.api_key.inside)
        urllib.request.urlopen(request, timeout=settings.timeout_s).close()


def main(api, show_config):
    try:
        settings = conf.load_settings(env_file=HERE / ".env")
    except conf.SettingsError as error:
        return str(error), 2
    logging.basicConfig(level=logging.DEBUG if settings.debug else logging.WARNING)
    if show_config:
        url = settings.database_url.inside
        netloc = url.netloc.replace(f":{url.password}@", ":***@")
        return f"{settings}\n{url._replace(netloc=netloc).geturl()}", 0
    try:
        run(api, settings)
    except OSError:
        log.exception("not sent")
        return "not sent", 1
    return "sent", 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    text, status = main(**vars(parser.parse_args()))
    print(text, file=sys.stderr if status else sys.stdout)
    sys.exit(status)
