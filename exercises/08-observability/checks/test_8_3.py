"""8.3: metrics that show the tail."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest

from prodtutor.checkkit import Told

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, math.inf)
REQUESTS, DURATION, SUPPLIER = "http_requests_total", "http_request_duration_seconds", "supplier_duration_seconds"
IN_FLIGHT = "http_requests_in_flight"


def test_requests_are_counted_as_they_ended(shop: Any, told: Told) -> None:
    requests = [*shop.everyday(), *shop.everyday()[5:], shop.order().post(fails="ConnectionResetError")]
    did = "sent ten requests: placed, shown, not found, bad, failed"
    served = shop.serve(requests, did, scrape=True)
    metrics = served.metrics()
    told(did=did, saw=f"/metrics has no {REQUESTS}", means="How many customers are served, how many not? Nobody knows.")
    assert metrics.has(REQUESTS)
    by_status = Counter(str(answer.status) for answer in served.answers)
    for status, count in by_status.items():
        found = metrics.total(REQUESTS, status=status)
        told(
            did=did,
            saw=f"{count} answers had the status {status}; {REQUESTS} says {found:g}",
            means="The alarm watches this number. It must count how requests ended, not how you hoped they would.",
        )
        assert found == count
    routes = ["/orders", "/orders/{id}", "/orders/{id}", "", "/orders", "/orders", "/orders", "/orders", "/orders"]
    routes.append("/orders")
    by_both = Counter((route, str(a.status)) for route, a in zip(routes, served.answers, strict=True) if route)
    for (route, status), count in by_both.items():
        found = metrics.total(REQUESTS, route=route, status=status)
        told(
            did=did,
            saw=f'{REQUESTS}{{route="{route}",status="{status}"}} is {found:g} and not {count}',
            means="Which page is it that fails? The label route says it, with the names of the brief.",
        )
        assert found == count


def test_each_app_counts_for_itself(shop: Any, told: Told) -> None:
    did = "made two apps in one process, sent three requests to the first and one to the second"
    requests = [shop.order().post() for _ in range(3)] + [{**shop.order().post(), "app": 1}]
    served = shop.serve(requests, did, apps=2, scrape=True)
    counts = [served.metrics(number).total(REQUESTS, status="201") for number in (0, 1)]
    told(did=did, saw=f"they count {counts[0]:g} and {counts[1]:g}", means="Numbers of two apps run into each other.")
    assert counts == [3, 1]


def tail(shop: Any) -> list[Any]:
    """Requests of which most are quick."""
    seconds = [0.015625] * shop.draw.randrange(52, 60) + [0.25] * 3 + [0.5, 0.75] + [4.0]
    shop.draw.shuffle(seconds)
    fails = {0.25: "TimeoutError", 4.0: "TimeoutError"}
    return [shop.order().post(after=each, fails=fails.get(each, "")) for each in seconds]


def test_the_histogram_is_exact(shop: Any, told: Told) -> None:
    requests = tail(shop)
    did = f"sent {len(requests)} requests; the supplier took 4 seconds for one, 0.25 to 0.75 for five, 0.016 for others"
    served = shop.serve(requests, did, scrape=True)
    metrics, seconds = served.metrics(), sorted(served.seconds(requests))
    mean, slow = sum(seconds) / len(seconds), seconds[math.ceil(0.99 * len(seconds)) - 1]
    found = metrics.buckets(DURATION)
    missing = ["+Inf" if bound == math.inf else f"{bound:g}" for bound in BOUNDS if bound not in found]
    told(
        did=did,
        saw=f"{DURATION}_bucket has no line with le={missing[0]}" if missing else "",
        means=f"The mean is {mean:.2f} s and looks fine. Only buckets show the customer who waited {slow:g} seconds.",
    )
    assert not missing
    for bound in BOUNDS:
        wanted = sum(1 for each in seconds if each <= bound)
        p99 = metrics.quantile_bound(DURATION, 0.99)
        told(
            did=did,
            saw=f'the bucket le="{bound:g}" holds {found[bound]:g}; {wanted} took at most that long',
            means=f"The mean is {mean:.2f} s; p99 is {slow:g} s. Your buckets say: at most {p99:g} s.",
        )
        assert found[bound] == wanted
    total, count = metrics.total(f"{DURATION}_sum"), metrics.total(f"{DURATION}_count")
    told(
        did=did,
        saw=f"_sum is {total:g} and _count is {count:g}; it should be {sum(seconds):g} and {len(seconds)}",
        means="Sum and count say how much time your customers spend waiting, all together.",
    )
    assert count == len(seconds)
    assert total == pytest.approx(sum(seconds), abs=1e-6)
    did = "sent one request that took 6 seconds by the clock"
    found = shop.serve([shop.order().post(after=6.0)], did, scrape=True).metrics().buckets(DURATION)
    told(
        did=did,
        saw=f'the bucket le="5" holds {found.get(5.0, 0):g}, le="+Inf" holds {found.get(math.inf, 0):g}',
        means="The slowest customers of all are missing. The last bucket holds every request, however long it took.",
    )
    assert (found.get(5.0), found.get(math.inf)) == (0, 1)


def test_events_and_metrics_agree(shop: Any, told: Told) -> None:
    seconds = [0.75, 0.015625, 2.0, 0.5]
    did = "sent four requests; the supplier took 750, 15.625, 2000 (and failed) and 500 ms by the clock"
    requests = [shop.order().post(after=each, fails="TimeoutError" if each == 2.0 else "") for each in seconds]
    served = shop.serve(requests, did)
    found = [line.get("duration_ms") for line in served.log().called("request")]
    told(
        did=did,
        saw=f"the request events say duration_ms {found}",
        means="Measure once, with the clock that you were given, and use it for both: or they contradict each other.",
    )
    assert found == pytest.approx([each * 1000 for each in served.seconds(requests)], abs=1.0)


def test_ids_make_no_series(shop: Any, told: Told) -> None:
    paths = [f"/orders/{shop.drawn.word(shop.draw)}-{number}" for number in range(300)]
    paths[::3] = [f"/{shop.drawn.word(shop.draw)}/{number}.php" for number in range(100)]
    did = "asked for 300 different paths, as customers and as robots do"
    counts = shop.series_after(paths, 60, did)
    told(
        did=did,
        saw=f"after 60 of them /metrics had {counts[0]} series, after 300 it had {counts[-1]}",
        means="Each series costs memory, here and where they are collected. Whoever sends paths can fill it.",
    )
    assert counts[-1] == counts[0]


def test_in_flight_goes_up_and_comes_back(shop: Any, told: Told) -> None:
    did = "asked an app for its metrics that has nothing to do"
    rest = shop.serve([shop.drawn.get("/orders/x-1")], did, scrape=True).metrics()
    told(did=did, saw=f"there is no {IN_FLIGHT}", means="Is the app busy or stuck? This number tells.")
    assert rest.has(IN_FLIGHT)
    before = rest.total(IN_FLIGHT)
    requests = [shop.order().post(), shop.order().post(fails="TimeoutError")]
    did = "asked for the metrics while two requests were waiting at the supplier"
    served = shop.serve(requests, did, together=True, peek=True)
    during = served.metrics_in_between().total(IN_FLIGHT)
    told(
        did=did,
        saw=f"{IN_FLIGHT} was {before:g} before they came and is {during:g} now",
        means="When a supplier hangs, requests pile up. This is the first number to show it.",
    )
    assert during - before == 2
    did = "sent requests that end well, badly and in a crash, and asked for the metrics afterwards"
    after = shop.serve([*shop.everyday(), *shop.everyday()], did, scrape=True).metrics().total(IN_FLIGHT)
    told(
        did=did,
        saw=f"{IN_FLIGHT} was {before:g} at the beginning and is {after:g} now",
        means="Each failure leaves one behind. After a week the app seems to be busy with a thousand requests.",
    )
    assert after == before


def test_the_supplier_is_measured(shop: Any, told: Told) -> None:
    seconds = [0.25, 0.015625, 3.0, 0.5]
    did = "placed four orders; the supplier took 0.25, 0.015625, 3 (and failed) and 0.5 s. Then I asked for /readyz"
    requests = [shop.order().post(after=each, fails="TimeoutError" if each == 3.0 else "") for each in seconds]
    ping = {"/ping": {"after": 0.125, "answer": {"status": "ok"}}}
    requests += [shop.drawn.get("/orders/x-1"), {**shop.drawn.get("/readyz"), "offers": ping}]
    served = shop.serve(requests, did, scrape=True)
    metrics, wanted = served.metrics(), sum(served.seconds(requests[:4]))
    calls = sum(1 for path, _ in served.calls if path.startswith("/prices/"))
    total, count = metrics.total(f"{SUPPLIER}_sum"), metrics.total(f"{SUPPLIER}_count")
    told(
        did=did,
        saw=f"{SUPPLIER}_count is {count:g} and {SUPPLIER}_sum is {total:g}; it should be {calls} and {wanted:g}",
        means="Is it you or the supplier who is slow? Calls that fail are the slowest: they count. A ping does not.",
    )
    assert count == calls
    assert total == pytest.approx(wanted, abs=1e-6)
