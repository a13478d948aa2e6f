"""Send the day's orders to the shop's API: one script from top to bottom."""

import csv
import json
import os
import sys
from urllib import error, parse, request

from settings import SettingsError, load_settings

if len(sys.argv) < 3 or sys.argv[1] != "--api":
    sys.exit("usage: daily_report.py --api URL [--show-config]")

folder = os.path.dirname(os.path.realpath(__file__))
try:
    settings = load_settings(dict(os.environ), __import__("pathlib").Path(folder) / ".env")
except SettingsError as problem:
    print(problem)
    sys.exit(2)

database = parse.urlsplit(settings.database_url)
if "--show-config" in sys.argv:
    print("environment", settings.env)
    print("database", database.hostname, "as", database.username)
    print(f"timeout {settings.timeout_s:.2f} s, batches of {settings.max_batch}, debug {settings.debug}")
    sys.exit(0)

with open(os.path.join(folder, "sales.csv"), newline="") as table:
    rows = [(int(row["quantity"]), int(row["unit_cents"])) for row in csv.DictReader(table)]


def report(some):
    revenue = sum(quantity * cents for quantity, cents in some)
    return {"database": database.hostname, "orders": len(some), "revenue_cents": revenue}


with open(os.path.join(folder, "last_report.json"), "w") as file:
    json.dump(report(rows), file)

for start in range(0, len(rows), settings.max_batch):
    question = request.Request(
        sys.argv[2] + "/reports",
        data=json.dumps(report(rows[start : start + settings.max_batch])).encode(),
        headers={"X-API-KEY": settings.api_key},
    )
    try:
        with request.urlopen(question, timeout=settings.timeout_s) as answer:
            if settings.debug:
                print(answer.status, question.full_url, question.data)
    except error.URLError:
        sys.exit("The report was not sent.")
