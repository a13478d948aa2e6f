"""8.6: the incident drill. What is known comes from the log and the spans, and from nowhere else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.json_lines import Line
from prodtutor.checkkit.span_tree import Tree

DID = "played the incident: 300 requests of five tenants; one supplier stops answering"


@pytest.fixture
def drill(shop: Any, once: dict[str, Any]) -> Any:
    """The incident and what was served; played once for this file."""
    return shop.play_once(once, DID)


def failed_events(drill: Any, told: Told) -> list[Line]:
    """The request events that say 5xx; a failure when they are not those that were answered so."""
    events = drill.served.log().called("request")
    failed = [event for event in events if type(event.get("status")) is int and event.get("status") >= 500]
    wanted = sum(1 for answer in drill.served.answers if answer.status >= 500)
    told(
        did=DID,
        saw=f"{wanted} requests were answered with 5xx; {len(failed)} request events say so",
        means="The log tells another story than the customers.",
    )
    assert wanted >= len(drill.incident.failing)
    assert len(failed) == wanted
    return failed


def most_common(events: list[Line], field: str) -> Any:
    counts = Counter(str(event.get(field)) for event in events)
    return counts.most_common(1)[0][0] if counts else None


def test_the_drill_finds_who_is_hit(drill: Any, told: Told) -> None:
    failed = failed_events(drill, told)
    tenant = most_common(failed, "tenant")
    told(
        did=DID,
        saw=f"most of the failed events have the tenant {tenant!r}; it was {drill.incident.tenant!r}",
        means="From your telemetry I cannot tell which tenant is hit, so I cannot call them.",
    )
    assert tenant == drill.incident.tenant
    theirs = [event for event in failed if event.get("tenant") == tenant]
    route = most_common(theirs, "route")
    told(did=DID, saw=f"their failed events have the route {route!r}", means="I cannot tell what does not work.")
    assert route == "/orders"
    first = drill.served.answers[drill.incident.failing[0]].headers.get("x-request-id")
    told(
        did=DID,
        saw=f"their first failed event has the request_id {theirs[0].get('request_id')!r}; it was {first!r}",
        means="What has changed just before? Without the first failure, nobody can tell.",
    )
    assert theirs[0].get("request_id") == first


def test_unknown_callers_are_null(drill: Any, told: Told) -> None:
    events = drill.served.log().called("request")[-1:]  # that of the drill's last request
    for name in ("tenant", "user"):
        found = [event.fields.get(name, "not there") for event in events]
        told(
            did="sent a request without X-Tenant and X-User",
            saw=f"its event's {name} is {found[0]!r}" if found else "there is no request event",
            means="A word for nobody is counted as somebody. What is not known is null.",
        )
        assert found == [None]


def test_the_drill_finds_how_many_users(drill: Any, shop: Any, told: Told) -> None:
    failed = [event for event in failed_events(drill, told) if event.get("tenant") == drill.incident.tenant]
    everybody = {shop.as_text(event.get("user")) for event in drill.served.log().called("request")} - {None}
    hit = {shop.as_text(event.get("user")) for event in failed} - {None}
    wanted = f"{len(drill.incident.hit)} of {len(drill.incident.users)}"
    told(
        did=DID,
        saw=f"by the field user of the request events, {len(hit)} of {len(everybody)} users are hit; it was {wanted}",
        means="One customer who tries again 40 times, or 40 customers? Only one of them is worth getting up for.",
    )
    assert (hit, everybody) == (drill.incident.hit, drill.incident.users)


def test_the_drill_finds_the_cause(drill: Any, told: Told) -> None:
    failed = failed_events(drill, told)
    error = most_common([event for event in failed if event.get("tenant") == drill.incident.tenant], "error")
    told(
        did=DID,
        saw=f"most of their failed events say error {error!r}; the supplier raised TimeoutError",
        means="What broke? The event must say it in one word that can be counted: the name of the error's class.",
    )
    assert "TimeoutError" in str(error)
    events = drill.served.log().called("request")
    without = [event.text for event in events if "error" not in event.fields]
    told(
        did=DID,
        saw=f"a request event has no field error: {without[0][:120] if without else ''}",
        means="Does it mean that all went well, or that nobody looked? Say null when all went well.",
    )
    assert not without
    same = [event for event in failed if event.get("error") == error]
    told(
        did=DID,
        saw=f"{len(same)} failed events say error {error!r}; {len(drill.incident.failing)} failed for this reason",
        means="Three crashes of another tenant have another cause. Mixed together, they hide each other.",
    )
    assert len(same) == len(drill.incident.failing)
    calm = [event for event in events if event not in failed and event.get("status") in (200, 201)]
    named = [event.get("error") for event in calm if event.get("error") not in (None, "")]
    told(
        did=DID,
        saw=f"a request that went well says error {named[0]!r}" if named else "",
        means="Whoever counts errors counts it as well. Nothing went wrong: say null.",
    )
    assert not named


def test_the_drill_leads_from_event_to_trace(drill: Any, told: Told) -> None:
    failed = [event for event in failed_events(drill, told) if event.get("tenant") == drill.incident.tenant]
    trees: dict[str, Tree] = {tree.span.trace_id: tree for tree in drill.served.trees()}
    for event in failed:
        trace = event.get("trace_id")
        told(
            did=DID,
            saw=f"a failed event has the trace_id {trace!r}, and no trace has this id",
            means="The log says that it failed, the trace says where. Nothing leads from one to the other.",
        )
        assert isinstance(trace, str)
        assert trace in trees
        expect_blamed(trees[trace], told)


def expect_blamed(tree: Tree, told: Told) -> None:
    """The supplier failed, and nobody else; it may have been asked again, and there may be spans below its own."""
    leaves = [each.span for each in tree.walk() if each.span.status == "error" and not broken_below(each)]
    asked = [each for each in tree.find("supplier") if each.span.status == "error"]
    theirs = {below.span.span_id for each in asked for below in each.walk()}
    told(
        did=DID,
        saw=f"in the trace of a failed order, the innermost failed spans are {[span.name for span in leaves]}; "
        "it was the supplier",
        means="Without the place, three teams are called at night.",
    )
    assert asked
    assert all(span.span_id in theirs for span in leaves)
    took = sum(each.span.end - each.span.start for each in asked)
    told(
        did=DID,
        saw=f"its supplier spans took {took:g} seconds; each call took 3",
        means="Slow or refused? It matters.",
    )
    assert took == pytest.approx(3.0 * max(1, round(took / 3.0)), abs=1e-6)


def broken_below(tree: Tree) -> bool:
    return any(child.span.status == "error" for child in tree.children)
