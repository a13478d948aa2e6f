"""Send the day's orders to the shop's API."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

import settings
from shop import report

HERE = Path(__file__).parent


def main(arguments):
    config = settings.load_settings(env_file=HERE / ".env")
    url = urlsplit(config.database_url.reveal())
    if arguments.show_config:
        database = f"{url.username}@{url.hostname}"
        print(json.dumps(asdict(config) | {"api_key": "***", "database_url": database}, indent=1))
        return
    orders = list(report.read_orders(HERE / "sales.csv"))
    whole = report.summarise(orders, url.hostname)
    (HERE / "last_report.json").write_text(json.dumps(whole))
    for batch in report.batches(orders, config.max_batch):
        part = report.summarise(batch, url.hostname)
        if config.debug:
            print("sending", part)
        report.post(arguments.api + "/reports", part, config.api_key.reveal(), config.timeout_s)
    print("sent", whole)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--show-config", action="store_true")
    try:
        main(parser.parse_args())
    except settings.SettingsError as error:
        print(error)
        sys.exit(2)
    except OSError as error:
        print("not sent:", error)
        sys.exit(1)
