"""Beyond: put your telemetry to work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from prodtutor.checkkit import Told


def event(user: object, status: int) -> dict[str, object]:
    return {"event": "request", "user": user, "status": status, "route": "/orders", "tenant": "t", "error": None}


def events(failing: Iterable[int], users: int, status: int = 503) -> list[dict[str, object]]:
    """Two good requests of each user, and a bad one for each number in failing."""
    good = [event(f"u-{number}", 201) for number in range(users) for _ in (0, 1)]
    return [*good[:users], *(event(f"u-{number}", status) for number in failing), *good[users:]]


def test_an_alarm_for_people_not_requests(shop: Any, told: Told) -> None:
    users = shop.draw.randrange(101, 120)  # no multiple of 20: a twentieth of them is less than 0.05
    wide, narrow = users // 20 + 1, users // 20
    cases = [
        (f"{wide} of {users} users failed once each", events(range(wide), users), (), True),
        (f"one of {users} users failed {users} times", events([3] * users, users), (), False),
        (f"{narrow} of {users} users failed", events(range(narrow), users), (), False),
        (f"{users} users got 404", events(range(users), users, 404), (), False),
        (f"all of {users} users failed with 500", events(range(users), users, 500), (), True),
        ("5 of 100 users failed, which is not more than 0.05", events(range(5), 100), (), False),
        ("30 of 100 users failed; the share was 0.3", events(range(30), 100), (0.3,), False),
        ("31 of 100 users failed; the share was 0.3", events(range(31), 100), (0.3,), True),
        ("health checks without a user failed", [*events([], 10), *[event(None, 503)] * 40], (), False),
        ("1 of 19 users failed, and requests without a user did not", [*events([3], 19), event(None, 200)], (), True),
        ("there were no events", [], (), False),
    ]
    for words, given, share, wanted in cases:
        did = f"called should_page with events where {words}"
        told(did=did)
        got = shop.subject.call("oncall:should_page", given, *share)
        told(
            did=did,
            saw=f"it returned {got!r}",
            means="An alarm that counts requests wakes you for one customer who tries again and again.",
        )
        assert got is wanted


def span(trace: str, name: str, number: int) -> dict[str, object]:
    status = {"start": 1.0, "end": 2.0, "status": "ok", "parent_id": None}
    return {"name": name, "trace_id": trace, "span_id": f"{number:016x}", **status}


def test_chatty_traces_are_found(shop: Any, told: Told) -> None:
    calls = {f"{shop.draw.getrandbits(128):032x}": count for count in (1, 7, 0, 2, 12, 1, 5, 9, 3, 20)}
    spans = [span(trace, "supplier", number) for trace, count in calls.items() for number in range(count)]
    spans += [span(trace, "price", 100 + number) for trace in calls for number in range(9)]
    shop.draw.shuffle(spans)
    by_count = {count: trace for trace, count in calls.items()}
    for words, most, wanted in (
        ("", (), (20, 12, 9, 7, 5, 3, 2)),
        (" and most=7", (7,), (20, 12, 9)),
        (" and most=20", (20,), ()),
    ):
        did = f"called chatty_traces with traces that have 1, 7, 0, 2, 12, 1, 5, 9, 3 and 20 supplier spans{words}"
        told(did=did)
        got = shop.subject.call("oncall:chatty_traces", spans, *most)
        found = [calls.get(str(trace), trace) for trace in got] if isinstance(got, list) else got
        told(
            did=did,
            saw=f"it returned the traces with {found!r} of them",
            means="One call for each item of a list: quick with 2 on your laptop, a minute with 500 in the shop.",
        )
        assert got == [by_count[count] for count in wanted]


def test_gauges_are_read_when_asked(shop: Any, told: Told) -> None:
    values = [shop.draw.randrange(10**6, 10**9) for _ in range(3)]
    did = "made an app with two gauges, and asked for /metrics three times while one of them changed"
    told(did=did)
    texts = shop.subject.probe(shop.probes.scrape_gauges, values, False)
    found = [shop.metrics_in(text, did).total("process_memory_bytes") for text in texts]
    told(
        did=did,
        saw=f"process_memory_bytes was {found}; it should be {values}",
        means="A gauge shows how full something is now. Yesterday's number does not help.",
    )
    assert found == pytest.approx(values)
    queue = [shop.metrics_in(text, did).by("mail_queue_depth") for text in texts]
    told(did=did, saw=f"mail_queue_depth was {queue}", means="Both gauges must be there, without labels.")
    assert queue == [{(): 7.0}] * 3


def test_a_broken_gauge_breaks_nothing_else(shop: Any, told: Told) -> None:
    did = "made an app with two gauges, of which one raises OSError, and asked for /metrics"
    told(did=did)
    (text,) = shop.subject.probe(shop.probes.scrape_gauges, [1], True)
    metrics = shop.metrics_in(text, did)
    found = metrics.total("mail_queue_depth"), metrics.has("http_requests_in_flight")
    told(
        did=did,
        saw=f"mail_queue_depth is {found[0]:g}, and the other numbers are {'there' if found[1] else 'gone'}",
        means="On the day something breaks, you need all the other numbers.",
    )
    assert found == (7.0, True)
    broken = metrics.has("process_memory_bytes")
    told(
        did=did, saw="process_memory_bytes is there, too", means="What is not known must be missing: 0 would be a lie."
    )
    assert not broken
