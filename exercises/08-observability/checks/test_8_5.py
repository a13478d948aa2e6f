"""8.5: health, and silence about secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from prodtutor.checkkit import Told

DOWN = {"/ping": {"raise": "TimeoutError"}}
UP = {"/ping": {"answer": {"status": "ok"}}}
SUPPLIER_DOWN = (502, 503, 504)
NO_PRICE = "an answer without a price"
KINDS = ("TimeoutError", "ConnectionResetError", "RuntimeError", NO_PRICE)


def test_the_health_check_asks_nobody(shop: Any, told: Told) -> None:
    did = "asked for /healthz while the supplier is down, and after an order that failed"
    healthz = {**shop.drawn.get("/healthz"), "offers": DOWN}
    served = shop.serve([healthz, shop.order().post(fails="TimeoutError"), healthz], did)
    statuses = [served.answers[number].status for number in (0, 2)]
    told(
        did=did,
        saw=f"the answers were {statuses}",
        means="/healthz asks: must this process be restarted? Restarting you does not heal the supplier.",
    )
    assert statuses == [200, 200]
    asked = [path for path, _ in served.calls if not path.startswith("/prices/")]
    told(
        did=did,
        saw=f"the supplier was asked for {asked}",
        means="Each server asks every second. When the supplier is slow, all of yours are killed at once.",
    )
    assert not asked


def test_ready_says_whether_the_supplier_answers(shop: Any, told: Told) -> None:
    get = shop.drawn.get("/readyz")
    did = "asked for /readyz while the supplier answers, while it is down, and when it is back"
    reset = {"/ping": {"raise": "ConnectionResetError"}}
    requests = [{**get, "offers": UP}, {**get, "offers": DOWN}, {**get, "offers": reset}, {**get, "offers": UP}]
    statuses = [answer.status for answer in shop.serve(requests, did).answers]
    told(
        did=did,
        saw=f"the answers were {statuses}; expected were [200, 503, 503, 200]",
        means="/readyz asks: shall I send you customers? It goes by what the supplier says now, to `/ping`.",
    )
    assert statuses == [200, 503, 503, 200]


def test_a_failure_looks_like_a_failure(shop: Any, told: Told) -> None:
    cases = []
    for kind in KINDS:
        order = shop.order()
        did = f"placed an order; from the supplier came {kind}. Then I asked for the order, with GET"
        cases.append((did, [failing(order, kind), shop.drawn.get(f"/orders/{order.id}")]))
    for kind, (did, _), served in zip(KINDS, cases, shop.serve_each(cases), strict=True):
        expect_failure(served, kind, told, did)


def failing(order: Any, kind: str) -> Any:
    """The order's request; from the supplier comes an exception of this kind, or NO_PRICE."""
    request = order.post(fails="" if kind == NO_PRICE else kind)
    if kind == NO_PRICE:
        request["offers"] = {f"/prices/{order.sku}": {"answer": {}}}
    return request


def expect_failure(served: Any, kind: str, told: Told, did: str) -> None:
    status = served.answers[0].status
    down = kind in ("TimeoutError", "ConnectionResetError")
    told(
        did=did,
        saw=f"the answer's status was {status}; expected was {'502, 503 or 504' if down else '500 or another 5xx'}",
        means="Machines read the number, not the text. 503 says: try again later. 500: our fault. 200: all is well.",
    )
    if down:
        assert status in SUPPLIER_DOWN
    else:
        assert 500 <= status <= 599
    told(
        did=did,
        saw=f"this GET was answered with {served.answers[1].status}; expected was 404",
        means="The order was never placed. Keep an order only when its price is known.",
    )
    assert served.answers[1].status == 404


def test_the_root_of_a_failure_says_error(shop: Any, told: Told) -> None:
    cases = [(f"placed an order; from the supplier came {kind}", [failing(shop.order(), kind)]) for kind in KINDS]
    for (did, _), served in zip(cases, shop.serve_each(cases), strict=True):
        roots = [tree.span.status for tree in served.trees()]
        told(
            did=did,
            saw=f"the root span says {roots[0]}" if roots else "there is no root span",
            means="Whoever searches for failed traces does not find this one.",
        )
        assert roots == ["error"]


def test_one_error_with_its_stack(shop: Any, told: Told) -> None:
    kinds = ("TimeoutError", "ConnectionRefusedError", "RuntimeError")
    cases = [(f"placed an order where the supplier raised {kind}", [shop.order().post(fails=kind)]) for kind in kinds]
    for kind, (did, _), served in zip(kinds, cases, shop.serve_each(cases), strict=True):
        expect_one_error(served, kind, told, did)


def expect_one_error(served: Any, kind: str, told: Told, did: str) -> None:
    errors = served.log().having(level="ERROR")
    told(
        did=did,
        saw=f"the log has {len(errors) or 'no'} lines with the level ERROR",
        means="One failure, one ERROR: alarms count them.",
    )
    assert len(errors) == 1
    named = kind in str(errors[0].get("error"))
    told(
        did=did,
        saw=f"the ERROR line's field error says {errors[0].get('error')!r:.80}",
        means="A crash or a slow supplier? You have to get up at night for one of them only.",
    )
    assert named
    stack = errors[0].words()
    told(
        did=did,
        saw="the ERROR line has no stack that leads down to where it was raised (in open_connection)",
        means="You know that it broke, and not where. The next hour goes into reproducing it.",
    )
    assert "open_connection" in stack
    got = served.answers[0].headers.get("x-request-id")
    told(did=did, saw=f"its request_id is {errors[0].get('request_id')!r}, the answer's {got!r}", means="Whose is it?")
    assert errors[0].get("request_id") == got


def test_mistakes_of_customers_are_no_errors(shop: Any, told: Told) -> None:
    did = "sent requests that are answered with 400 and 404"
    served = shop.serve(shop.everyday()[2:5], did)
    errors = served.log().having(level="ERROR")
    told(
        did=did,
        saw=f"the log has an ERROR: {errors[0].text[:120] if errors else ''}",
        means="Anybody can wake you up at night by mistyping an address. Soon you sleep through it.",
    )
    assert not errors


def rude_requests(shop: Any, headers: dict[str, str]) -> Iterator[tuple[str, Any, Any]]:
    """Requests that end in all sorts of ways; what is special about each, and its order."""
    for words, fails in (
        ("that is placed", ""),
        ("at which the supplier is down", "TimeoutError"),
        ("that crashes it", "RuntimeError"),
    ):
        order = shop.order()
        yield f"an order {words}", order, order.post(fails=fails, headers=headers)
    order = shop.order()
    unknown = {f"/prices/{order.sku}": {"answer": {}}}
    yield "an order for which the supplier names no price", order, {**order.post(headers=headers), "offers": unknown}
    for words, fails in (("", ""), (", while the supplier is down", "TimeoutError")):
        order = shop.order()
        order.extra.update(note=f"call {order.email}", payment={"token": order.card_token})
        request = order.post(fails=fails, headers=headers)
        yield f"an order with two more fields, in which the e-mail and the card token stand{words}", order, request
    for words, change in (
        ("whose quantity is the e-mail", lambda order: {"quantity": order.email}),
        ("whose quantity is the card token", lambda order: {"quantity": order.card_token}),
        ("without an id", lambda _: {"id": None}),
        ("whose sku is a list with the e-mail", lambda order: {"sku": [order.email]}),
    ):
        order = shop.order()
        body = json.dumps({**json.loads(order.body), **change(order)})
        yield f"an order {words}", order, {"send": ["POST", "/orders", headers, body]}
    order = shop.order()
    yield "an order that breaks off", order, {"send": ["POST", "/orders", headers, order.body[:-1]]}
    order = shop.order()
    yield "a list with an order in it", order, {"send": ["POST", "/orders", headers, f"[{order.body}]"]}


def test_secrets_are_told_to_nobody(shop: Any, told: Told) -> None:
    bearer = f"Bearer {shop.drawn.word(shop.draw, 24)}"
    rude = list(rude_requests(shop, {"Authorization": bearer}))
    get = shop.drawn.get
    cases = [
        (f"sent {words}", [request, get(f"/orders/{order.id}", {"Authorization": bearer})])
        for words, order, request in rude
    ]
    for (_, order, _), (did, _), served in zip(rude, cases, shop.serve_each(cases, scrape=True), strict=True):
        secrets = {
            "the customer's e-mail": order.email.partition("@")[0],
            "the card token": order.card_token,
            "the Authorization header": bearer.removeprefix("Bearer "),
        }
        for where, text in served.everything().items():
            for name, secret in secrets.items():
                told(
                    did=did,
                    saw=f"{name} stands in {where}",
                    means="Logs, traces and answers are copied, read by many and kept for years.",
                )
                assert not shown(secret, text)


def shown(secret: str, text: str) -> bool:
    """Whether ten characters of the secret in a row are in the text."""
    return any(secret[first : first + 10] in text for first in range(len(secret) - 9))
