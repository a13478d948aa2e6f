"""8.2: one id everywhere."""

from __future__ import annotations

import re
import string
from typing import Any

from prodtutor.checkkit import Told

GOOD = re.compile(r"[A-Za-z0-9._-]{1,64}")
FOLLOW = "Somebody calls and reads you the id of her answer. With it you must find all that happened, and nothing else."


def ids_of(served: Any) -> set[str]:
    """The request ids in the log, "None" for a line without one."""
    found = (line.get("request_id") for line in served.log().lines)
    return {each if isinstance(each, str) else repr(each) for each in found}


def placing(shop: Any, wanted: str) -> Any:
    return shop.order().post(headers={"X-Request-Id": wanted})


def test_a_good_id_is_kept(shop: Any, told: Told) -> None:
    letters = string.ascii_letters + string.digits + "._-"
    longest = "".join(shop.draw.choice(letters) for _ in range(64))
    ids = (f"r-{shop.draw.randrange(10**6)}", "7", longest, "A.b_C-9")
    cases = [(f"sent a request with X-Request-Id {wanted}", [placing(shop, wanted)]) for wanted in ids]
    for wanted, (did, _), served in zip(ids, cases, shop.serve_each(cases), strict=True):
        got = served.answers[0].headers.get("x-request-id")
        told(did=did, saw=f"the answer has X-Request-Id {got!r}", means=FOLLOW)
        assert got == wanted
        told(did=did, saw=f"the log has the ids {sorted(ids_of(served))}", means=FOLLOW)
        assert ids_of(served) == {wanted}


def test_a_bad_id_is_replaced(shop: Any, told: Told) -> None:
    word = shop.drawn.word(shop.draw)
    bad = {
        "with a newline in it": f"{word}\nfoo",
        "with a newline at its end": f"{word}\n",
        "of 65 characters": (word * 11)[:65],
        "with a space": f"{word} {word}",
        "with a quote": f'{word}"',
        "with letters that are not English": f"{word}é",
        "with digits that are not 0 to 9": f"{word}٣",
        "that is empty": "",
    }
    cases = [(f"sent a request with an X-Request-Id {words}", [placing(shop, wanted)]) for words, wanted in bad.items()]
    for wanted, (did, _), served in zip(bad.values(), cases, shop.serve_each(cases), strict=True):
        got = served.answers[0].headers.get("x-request-id")
        told(
            did=did,
            saw=f"the answer has X-Request-Id {got!r}",
            means="Whoever sends the id can write into your log, your headers and the supplier's. Make a new one.",
        )
        assert isinstance(got, str)
        assert GOOD.fullmatch(got)
        assert got != wanted
        told(did=did, saw=f"the log has the ids {sorted(ids_of(served))}", means=FOLLOW)
        assert ids_of(served) == {got}


def test_one_id_everywhere(shop: Any, told: Told) -> None:
    cases = [(f"sent a request without an id ({' '.join(each['send'][:2])})", [each]) for each in shop.everyday()]
    for (did, _), served in zip(cases, shop.serve_each(cases), strict=True):
        got = served.answers[0].headers.get("x-request-id")
        told(did=did, saw=f"the answer has X-Request-Id {got!r}", means=FOLLOW)
        assert isinstance(got, str)
        assert GOOD.fullmatch(got)
        told(
            did=did,
            saw=f"the answer says {got}, the log {sorted(ids_of(served))}",
            means=FOLLOW,
        )
        assert ids_of(served) == {got}
        for path, headers in served.calls:
            told(
                did=did,
                saw=f"the supplier was asked for {path} with X-Request-Id {headers.get('x-request-id')!r}, not {got!r}",
                means="The supplier cannot tell you what went wrong with a request that it does not know.",
            )
            assert headers.get("x-request-id") == got


def test_two_requests_at_once_never_mix(shop: Any, told: Told) -> None:
    orders = {"a": shop.order(), "b": shop.order()}
    first = orders["a"].post(fails="TimeoutError", headers={"X-Request-Id": "a"})
    second = orders["b"].post(headers={"X-Request-Id": "b"})
    did = "sent two requests at once: a waits at the supplier, b comes, a fails, b succeeds"
    served = shop.serve([first, second], did, together=True)
    for name, answer in zip("ab", served.answers, strict=True):
        got = answer.headers.get("x-request-id")
        told(did=did, saw=f"the answer to {name} has X-Request-Id {got!r}", means=FOLLOW)
        assert got == name
        found = [line.get("status") for line in served.log().called("request") if line.get("request_id") == name]
        told(
            did=did,
            saw=f"{name} was answered with {answer.status}; the log's request events of {name} say {found}",
            means="One customer's failure is logged under the id of another. You look for it in the wrong place.",
        )
        assert found == [answer.status]
    for name, order in orders.items():
        asked = [headers.get("x-request-id") for path, headers in served.calls if path == f"/prices/{order.sku}"]
        told(did=did, saw=f"for {name}'s price, the supplier was asked with the ids {asked}", means=FOLLOW)
        assert set(asked) == {name}
    wrong = [line.get("event") for line in served.log().having(request_id="b") if line.get("level") == "ERROR"]
    told(did=did, saw=f"b's lines hold the error {wrong}", means="b's failure never happened: it was a's.")
    assert not wrong


def test_the_next_request_inherits_nothing(shop: Any, told: Told) -> None:
    known = f"r-{shop.draw.randrange(10**6)}"
    did = f"sent a request with the id {known}, then two without an id"
    requests = [shop.order().post(headers={"X-Request-Id": known}), shop.order().post(), shop.drawn.get("/orders/x-1")]
    served = shop.serve(requests, did)
    got = [answer.headers.get("x-request-id") for answer in served.answers]
    means = "The thread is used again for the next customer. What it remembers of the last one is wrong."
    told(did=did, saw=f"the answers have the ids {got}", means=means)
    assert len(set(got)) == 3
    found = [line.get("request_id") for line in served.log().called("request")]
    told(did=did, saw=f"the answers have the ids {got}, the request events {found}", means=means)
    assert found == got
