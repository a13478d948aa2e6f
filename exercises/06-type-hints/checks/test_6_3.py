"""6.3: shapes, checked at the border."""

from __future__ import annotations

import json
import random
from typing import Any

from prodtutor.checkkit import Handle


def test_good_records_become_orders(border: Any, draw: random.Random) -> None:
    email = f"{border.drawn.word(draw)}@example.com"
    cents = draw.randrange(1, 90000)
    for status, extra, total in (
        ("open", {"email": email}, cents),
        ("paid", {}, cents + 1),
        ("shipped", {"email": None}, 0),
    ):
        raw = {"id": f"o-{draw.randrange(100, 999)}", "total_cents": total, "status": status, **extra}
        did = f"called parse_order({raw!r})"
        order = border.parsed(dict(raw), did)
        member = border.subject.get(f"orders_report:Status.{status.upper()}")
        found = (order.id, order.total_cents, order.email)
        border.told(
            did=did,
            saw=f"id, total_cents and email are {found!r}",
            means="The order must say what the record says, and None where it says nothing.",
        )
        assert found == (raw["id"], total, extra.get("email"))
        border.told(
            did=did,
            saw=f"status is {order.status!r}",
            means=f"It must be the enum member Status.{status.upper()}.",
        )
        assert order.status is member


def test_bad_records_are_refused(border: Any, draw: random.Random) -> None:
    good = border.drawn.record(draw, draw.randrange(1000, 9999), "open")
    border.parsed(dict(good), "called parse_order with a good record")
    hints = "Hints do not check anything while the program runs: what comes from outside, you check."
    cents = str(draw.randrange(1000, 9999))
    cases: list[tuple[str, object, str]] = [
        ("total_cents is a text", {**good, "total_cents": cents}, f"{hints} Sums of texts crash, or are nonsense."),
        ("total_cents is True", {**good, "total_cents": True}, "In Python True is an int, worth 1. It is no price."),
        (
            "total_cents is below 0",
            {**good, "total_cents": -draw.randrange(1, 999)},
            "A negative price pays the buyer.",
        ),
        ("total_cents is a float", {**good, "total_cents": 19.99}, "Cents are whole. Was 19.99 meant as euros?"),
        ("total_cents is None", {**good, "total_cents": None}, hints),
        ("total_cents is missing", _without(good, "total_cents"), "A missing price is not 0. It must be noticed here."),
        ("id is missing", _without(good, "id"), "Who cannot be named cannot be found: it must be noticed here."),
        ("id is a number", {**good, "id": draw.randrange(100, 999)}, f"{hints} find_order would never find it."),
        ("id is empty", {**good, "id": ""}, "All orders without an id would look the same."),
        (
            "status is misspelt",
            {**good, "status": "shiped"},
            "An order in no known state gets lost between the shelves.",
        ),
        ("status is missing", _without(good, "status"), "An order in no known state gets lost between the shelves."),
        ("status is a list", {**good, "status": ["open"]}, hints),
        ("email is a number", {**good, "email": draw.randrange(100, 999)}, f"{hints} The mailer would crash at night."),
        ("the record is None", None, hints),
        ("the record is a list", [good], hints),
        ("the record is a text", json.dumps(good), hints),
    ]
    for what, raw, means in cases:
        border.refused(raw, f"called parse_order with a record where {what}", means)


def _without(record: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != key}


def test_the_file_is_read(border: Any, drawn: Any) -> None:
    did = f"called load on a file of {len(drawn.records)} good orders"
    border.told(did=did)
    returned = border.subject.call("orders_report:load", border.file(drawn.text))
    means = "Each line of the file is one order. Empty lines do not count."
    border.told(did=did, saw=f"it returned {returned!r}", means="load must return a list of orders.")
    assert isinstance(returned, (list, tuple, Handle))
    orders = list(returned)
    border.told(did=did, saw=f"it returned {len(orders)} orders", means=means)
    assert len(orders) == len(drawn.records)
    for order in orders:
        border.told(
            did=did,
            saw=f"the list holds a {type(order).__name__}",
            means="It must hold objects of the class Order, with attributes: order.id, not order['id'].",
        )
        assert isinstance(order, Handle)
    cents = [order.total_cents for order in orders]
    border.told(did=did, saw=f"total_cents are {cents!r}", means=means)
    assert cents == [record["total_cents"] for record in drawn.records]
    none = border.subject.call("orders_report:load", border.file(""))
    groups = border.subject.call("orders_report:by_status", none)
    border.told(
        did="called by_status with no orders",
        saw=f"it returned {groups!r}",
        means="It must return a dictionary: for each Status, a list.",
    )
    assert isinstance(groups, (dict, Handle))
    sizes = []
    for status in ("OPEN", "PAID", "SHIPPED"):
        member = border.subject.get(f"orders_report:Status.{status}")
        border.told(
            did="called by_status with no orders",
            saw=f"there is no list for Status.{status}",
            means="Every status has a list, an empty one if need be.",
        )
        assert member in groups
        found = groups[member]
        border.told(
            did="called by_status with no orders",
            saw=f"for Status.{status} there is {found!r}",
            means="Every status has a list, an empty one if need be.",
        )
        assert isinstance(found, (list, tuple, Handle))
        sizes.append(len(found))
    border.told(did="called by_status with no orders", saw=f"the lists hold {sizes} orders", means=means)
    assert sizes == [0, 0, 0]


def test_a_bad_line_is_an_error(border: Any, drawn: Any, draw: random.Random) -> None:
    means = "Wrong data must stop at the door, or it is in your sums."
    for what, line in (
        ("a price that is a text", json.dumps({**drawn.records[0], "total_cents": str(draw.randrange(999))})),
        ("half a line", json.dumps(drawn.records[0])[:20]),
        ("a list instead of a dictionary", "[1, 2]"),
    ):
        did = f"called load on a file with {what} in it"
        seen = border.subject.probe(border.probes.load_watched, str(border.file(f"{drawn.text}{line}\n")), [])
        saw = f"it raised {seen['raised'][0]}" if seen["raised"] else "it raised nothing"
        border.told(did=did, saw=f"{saw} instead of ValueError", means=means)
        assert "ValueError" in seen["raised"]
    run = border.run(f"{drawn.text}{json.dumps({**drawn.records[0], 'total_cents': -1})}\n")
    border.told(
        did="ran the program on a file with a negative price in it",
        saw="it ended with status 0, as if all were well",
        means="Whoever started it, a person or a timer, must notice. A traceback is enough.",
    )
    assert run.status != 0


def test_data_is_never_executed(border: Any, drawn: Any, draw: random.Random) -> None:
    mark = f"canary_{border.drawn.word(draw, 10)}"
    record = json.dumps(drawn.records[0])
    means = "Whoever can write a line of that file can run any program on your server."
    for line in (
        f"__import__('pathlib').Path('{mark}').write_text('1')",
        record[:-1] + f", \"note\": __import__('os').system('echo 1 > {mark}')" + "}",
        record[:-1] + f", \"note\": len('{mark}')" + "}",
        f"print('{mark}')",
    ):
        path = border.file(f"{record}\n{line}\n")
        seen = border.subject.probe(border.probes.load_watched, str(path), [mark])
        executed = mark in seen["marks"] or mark in border.subject.names() or mark in border.subject.output()
        did = "called load on a file with a line of Python code in it"
        border.told(did=did, saw="the code in the line was executed" if executed else "", means=means)
        assert not executed
        border.told(did=did, saw="load took it for an order", means="A line that is no record must be an error.")
        assert seen["raised"]
