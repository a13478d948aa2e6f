"""The report itself. It knows nothing about settings."""

import csv
import json
import urllib.request
from urllib.error import HTTPError


def read_orders(path):
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def summarise(orders, database):
    return {
        "database": database,
        "orders": len(orders),
        "revenue_cents": sum(int(order["quantity"]) * int(order["unit_cents"]) for order in orders),
    }


def batches(orders, size):
    for first in range(0, len(orders), size):
        yield orders[first : first + size]


def post(url, report, key, timeout):
    headers = {"X-Api-Key": key}
    request = urllib.request.Request(url, json.dumps(report).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout):
            pass
    except HTTPError as error:
        raise ConnectionError(f"the API answered {error.code}") from error
