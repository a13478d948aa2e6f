"""8.1: events, not messages."""

from __future__ import annotations

import json
import math
from typing import Any

from prodtutor.checkkit import Told

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
KINDS = ("an order that is placed", "an order that is shown", "an order that is not there", "a page that is not there")
KINDS += ("a body that is no JSON", "a supplier that does not answer", "a crash")


def test_every_line_is_an_event(shop: Any, told: Told) -> None:
    did = "sent one request of each kind"
    log = shop.serve(shop.everyday(), did).log()
    told(did=did, saw="there is nothing in the log", means="After an incident there is nothing to look at.")
    assert log.lines
    for line in log.lines:
        for name in ("ts", "level", "event"):
            told(
                did=did,
                saw=f"line {line.number} of the log has no {name}: {line.text[:120]}",
                means="You cannot ask for what is not there: when was it, how bad was it, what was it?",
            )
            assert line.get(name) not in (None, "")
        told(
            did=did,
            saw=f"line {line.number} has the level {line.get('level')!r}",
            means="Alarms ask for `ERROR`, letter by letter. The brief lists the four levels.",
        )
        assert line.get("level") in LEVELS


def test_each_request_leaves_one_event(shop: Any, told: Told) -> None:
    routes = ("/orders", "/orders/{id}", "/orders/{id}", None, "/orders", "/orders", "/orders")
    placed, *others = shop.everyday()
    requests = [[placed], [placed, others[0]], *([each] for each in others[1:])]
    dids = [f"sent a request: {kind}" for kind in KINDS]
    served_each = shop.serve_each(list(zip(dids, requests, strict=True)))
    for did, served, route in zip(dids, served_each, routes, strict=True):
        found = served.log().called("request")[len(served.answers) - 1 :]
        told(
            did=did,
            saw=f"it left {len(found) or 'no'} event{'s' if len(found) != 1 else ''} called request",
            means="What leaves no event did not happen, as far as you can see. What leaves two happens twice.",
        )
        assert len(found) == 1
        expect_fields(found[0], served.answers[-1].status, route, told, did)


def expect_fields(line: Any, status: int, route: str | None, told: Told, did: str) -> None:
    told(
        did=did,
        saw=f"the event says status {line.get('status')!r}, the answer had {status}",
        means="An event that says something else than the customer saw sends you to the wrong place.",
    )
    assert line.get("status") == status
    assert type(line.get("status")) is int
    told(
        did=did,
        saw=f"the event says route {line.get('route')!r}",
        means="The route is the shape of the path, as the brief writes it: then you can count by it.",
    )
    assert isinstance(line.get("route"), str)
    assert route in (None, line.get("route"))
    took = line.get("duration_ms")
    told(
        did=did,
        saw=f"the event says duration_ms {took!r}",
        means="It must be a number of milliseconds, 0 or more, so that you can search for the slow ones.",
    )
    assert isinstance(took, (int, float))
    assert not isinstance(took, bool)
    assert math.isfinite(took)
    assert took >= 0


def test_placed_orders_are_events(shop: Any, told: Told) -> None:
    plain = shop.order()
    nasty = shop.order(sku=f'TEA "green"\n{{large}} \\ 🍵 {shop.drawn.word(shop.draw)}')
    dids = ("placed an order", "placed an order whose sku has quotes, a newline and an emoji in it")
    served_each = shop.serve_each([(dids[0], [plain.post()]), (dids[1], [nasty.post()])])
    for order, did, served in zip((plain, nasty), dids, served_each, strict=True):
        events = served.log().called("order_placed")
        found = [(line.get("order_id"), line.get("sku"), line.get("quantity")) for line in events]
        expect_placed(order, served, told, did)
        told(
            did=did,
            saw=f"the order_placed events say {found!r}",
            means="Whoever asks in a year what was ordered gets this line. It must say what was ordered, once.",
        )
        assert found == [(order.id, order.sku, order.quantity)]
    refused = [shop.order().post(fails="TimeoutError"), {"send": ["POST", "/orders", {}, '{"id": "o-1"}']}]
    did = "sent two orders that cannot be placed"
    found = shop.serve(refused, did).log().called("order_placed")
    told(did=did, saw=f"{len(found)} order_placed events", means="The books are wrong: nothing was placed.")
    assert not found


def expect_placed(order: Any, served: Any, told: Told, did: str) -> None:
    answer, asked = served.answers[0], sorted({path for path, _ in served.calls})
    wanted = f"/prices/{order.sku}"
    if asked and asked != [wanted]:
        saw = f"the answer's status was {answer.status}. The supplier was asked for {asked}, expected was {wanted!r}"
        means = "The order was good, and it was not placed. The sku stands behind `/prices/` as it is, not encoded."
    else:
        saw = f"the answer's status was {answer.status}, its text {str(answer.body)[:120]!r}"
        means = "The order was good: the answer is 201. Perhaps something in your program raised, and `handle` hid it."
    told(did=did, saw=saw, means=means)
    assert answer.status == 201


def test_nothing_is_printed(shop: Any, told: Told) -> None:
    did = "sent one request of each kind and looked at what was printed"
    printed = shop.serve(shop.everyday(), did).printed
    told(
        did=did,
        saw=f"there is {printed.strip()[:80]!r}",
        means="Nobody stands beside the server to read it. What the app has to say goes to `log`.",
    )
    assert not printed.strip()


def test_each_app_has_its_own_log(shop: Any, told: Told) -> None:
    did = "made two apps in one process and sent two requests to the first, then one to the second"
    order = shop.order()
    requests = [order.post(), shop.drawn.get("/orders/x-1"), {**shop.drawn.get(f"/orders/{order.id}"), "app": 1}]
    served = shop.serve(requests, did, apps=2)
    counts = [len(served.log(number).called("request")) for number in (0, 1)]
    told(
        did=did,
        saw=f"their logs hold {counts[0]} and {counts[1]} request events",
        means="Something is shared by all apps. Tests and a second app in the process write into each other's log."
        if any(counts)
        else "Each app writes into the log that it was given.",
    )
    assert counts == [2, 1]


def test_the_answers_are_still_right(shop: Any, told: Told) -> None:
    first, second = shop.order(), shop.order()
    did = "placed two orders and asked for both"
    get = shop.drawn.get
    requests = [first.post(), second.post(), get(f"/orders/{first.id}"), get(f"/orders/{second.id}")]
    served = shop.serve(requests, did)
    means = "Customers do not care for your telemetry if the answers are wrong."
    statuses = [answer.status for answer in served.answers]
    text = str(served.answers[0].body)[:120]
    told(
        did=did,
        saw=f"the statuses are {statuses} instead of [201, 201, 200, 200]; the first answer says {text!r}",
        means=means,
    )
    assert statuses == [201, 201, 200, 200]
    for order, answer in zip((first, second, first, second), served.answers, strict=True):
        wanted = {"id": order.id, "total_cents": order.total_cents}
        if answer.status == 200:
            wanted |= {"sku": order.sku, "quantity": order.quantity}
        found = {name: answer.json.get(name) for name in wanted} if isinstance(answer.json, dict) else answer.body
        told(did=did, saw=f"an answer says {found!r} instead of {wanted!r}", means=means)
        assert found == wanted
    did = "sent orders without an id, with the quantity 0, with the quantity true, and asked for what is not there"
    orders = [json.loads(shop.order().body) for _ in range(3)]
    del orders[0]["id"]
    orders[1]["quantity"] = 0
    orders[2]["quantity"] = True
    requests = [{"send": ["POST", "/orders", {}, json.dumps(order)]} for order in orders]
    statuses = [answer.status for answer in shop.serve([*requests, get("/orders/x-1"), get("/x")], did).answers]
    means = "What is no order must not be placed. `true` is no number, although Python counts it as 1."
    told(did=did, saw=f"the statuses are {statuses} instead of [400, 400, 400, 404, 404]", means=means)
    assert statuses == [400, 400, 400, 404, 404]
