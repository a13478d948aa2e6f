"""8.4: traces across the border."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.span_tree import Tree, parse_traceparent

WAITED = "A trace answers where the time went. This one sends you to the wrong place."


def one_tree(served: Any, told: Told, did: str, number: int = 0, of: int = 1, means: str = "") -> Tree:
    """The tree of a request; a failure when there are not as many trees as requests. means: if a span is none."""
    trees = served.trees(means=means)
    names = ", ".join(tree.span.name for tree in trees[:6]) or "nothing"
    told(
        did=did,
        saw=f"{of} request{'s' if of > 1 else ''} made {len(trees)} trees; their roots are: {names}",
        means="Each request is one tree with one root, or you cannot see what belongs together.",
    )
    assert len(trees) == of
    return trees[number]


def spans_in(tree: Tree, name: str, told: Told, did: str, most: int = 9) -> list[Tree]:
    """The spans of this name: at least one. There are more if the supplier is asked again after a failure."""
    found = tree.find(name)
    told(
        did=did,
        saw=f"its trace has {len(found) or 'no'} spans called {name}; it has: "
        + ", ".join(each.span.name for each in tree.walk()),
        means="What has no span of its own cannot be seen in the trace.",
    )
    assert 1 <= len(found) <= most
    return found


def span_in(tree: Tree, name: str, told: Told, did: str) -> Tree:
    """The only span of this name."""
    return spans_in(tree, name, told, did, most=1)[0]


def test_an_order_makes_a_tree(shop: Any, told: Told) -> None:
    did = "placed two orders, one after the other"
    served = shop.serve([shop.order().post(), shop.order().post()], did)
    for answer in served.answers:
        told(
            did=did,
            saw=f"an order was answered with {answer.status}: {str(answer.body)[:120]!r}",
            means="Both orders were good: the answer is 201. Something in your program raised, and `handle` hid it.",
        )
        assert answer.status == 201
    trees = [one_tree(served, told, did, number, of=2) for number in (0, 1)]
    for tree in trees:
        price = span_in(tree, "price", told, did)
        span_in(tree, "supplier", told, did)
        told(
            did=did,
            saw=f"supplier is not below price; below price is: {[t.span.name for t in price.walk()][1:]}",
            means="The supplier is asked to work out a price. If price is slow, you look below it.",
        )
        assert len(price.find("supplier")) == 1
        told(
            did=did,
            saw=f"the root has the parent {tree.span.parent_id!r}",
            means="Nobody called with a trace, so the root has no parent: None.",
        )
        assert tree.span.parent_id is None
        root = tree.span.name
        told(did=did, saw=f"the root is called {root!r}", means="A request is more than its price: it is the root.")
        assert root not in ("price", "supplier")
        bad = [each.span.name for each in tree.walk() if each.span.status != "ok"]
        told(did=did, saw=f"all went well; these spans say error: {bad}", means="An alarm for nothing is ignored soon.")
        assert not bad
    told(did=did, saw="both have the same trace_id", means="Two customers in one trace: nobody can tell them apart.")
    assert trees[0].span.trace_id != trees[1].span.trace_id


def test_spans_take_as_long_as_the_work(shop: Any, told: Told) -> None:
    did = "placed an order; by the clock, the supplier took 1.5 seconds"
    served = shop.serve([shop.order().post(after=1.5)], did)
    tree = one_tree(served, told, did)
    for name, each in (("supplier", span_in(tree, "supplier", told, did)), ("the root", tree)):
        took = each.span.end - each.span.start
        told(did=did, saw=f"the span {name} took {took:g} seconds and not 1.5", means=WAITED)
        assert took == pytest.approx(1.5, abs=1e-6)


def test_every_request_has_a_root(shop: Any, told: Told) -> None:
    words = "which is answered with 400 or 404"
    cases = [(f"sent {' '.join(each['send'][:2])}, {words}", [each]) for each in shop.everyday()[2:5]]
    for (did, _), served in zip(cases, shop.serve_each(cases), strict=True):
        one_tree(served, told, did)


def test_a_failure_ends_its_spans(shop: Any, told: Told) -> None:
    cases = [
        (
            f"placed an order where the supplier raised {kind}, then one that went well",
            [shop.order().post(after=3.0, fails=kind), shop.order().post()],
        )
        for kind in ("TimeoutError", "RuntimeError")
    ]
    for (did, _), served in zip(cases, shop.serve_each(cases), strict=True):
        expect_ended(served, told, did)


def expect_ended(served: Any, told: Told, did: str) -> None:
    failed, well = (one_tree(served, told, did, number, of=2) for number in (0, 1))
    for name in ("supplier", "price"):
        for each in spans_in(failed, name, told, did):
            told(
                did=did,
                saw=f"the first trace's span {name} says {each.span.status}",
                means="In the trace of a failed order you look for the span that failed. None says so.",
            )
            assert each.span.status == "error"
    bad = [each.span.name for each in well.walk() if each.span.status != "ok" or each.span.end - each.span.start > 1]
    told(did=did, saw=f"in the second trace, these went wrong: {bad}", means="The second order has no fault.")
    assert not bad


def test_an_incoming_trace_is_continued(shop: Any, told: Told) -> None:
    trace, parent = f"{shop.draw.getrandbits(128) | 1:032x}", f"{shop.draw.getrandbits(64) | 1:016x}"
    header = f"00-{trace}-{parent}-01"
    did = f"placed an order with traceparent {header}"
    served = shop.serve([shop.order().post(headers={"traceparent": header}), shop.order().post()], did)
    root, other = (one_tree(served, told, did, number, of=2).span for number in (0, 1))
    told(
        did=did,
        saw=f"the root's trace_id is {root.trace_id} and its parent_id is {root.parent_id!r}",
        means="The shop's web site began this trace. Your part of it is not connected to it.",
    )
    assert (root.trace_id, root.parent_id) == (trace, parent)
    told(
        did=f"{did}, then one without it",
        saw="the second one is in the same trace",
        means="The next customer is no part of it.",
    )
    assert (other.trace_id != trace, other.parent_id) == (True, None)


def test_a_bad_traceparent_starts_a_new_trace(shop: Any, told: Told) -> None:
    trace, parent = f"{shop.draw.getrandbits(120):031x}a", f"{shop.draw.getrandbits(56):015x}b"
    bad = {
        "all zeros for a trace": f"00-{'0' * 32}-{parent}-01",
        "all zeros for a parent": f"00-{trace}-{'0' * 16}-01",
        "a trace of 31 digits": f"00-{trace[1:]}-{parent}-01",
        "a parent of 17 digits": f"00-{trace}-{parent}0-01",
        "a letter that is no digit": f"00-{trace[:-1]}g-{parent}-01",
        "an underscore": f"00-{trace[:8]}_{trace[9:]}-{parent}-01",
        "two parts": f"00-{trace}",
        "nothing": "",
        "other words": "yes please",
        "a newline at the end": f"00-{trace}-{parent}-01\n",
        "another version, 01": f"01-{trace}-{parent}-01",
        "capital letters": f"00-{trace.upper()}-{parent.upper()}-01",
    }
    cases = [
        (
            f"placed an order with the traceparent {header!r} ({words})",
            [shop.order().post(headers={"traceparent": header})],
        )
        for words, header in bad.items()
    ]
    for (did, _), served in zip(cases, shop.serve_each(cases), strict=True):
        means = "Other people's rubbish would tie your traces together. Begin a new one, without a parent."
        if "all zeros" in did:
            means = "All zeros means no trace: begin a new one, without a parent."
        root = one_tree(served, told, did, means=means).span
        told(
            did=did,
            saw=f"the root's trace_id is {root.trace_id} and its parent_id is {root.parent_id!r}",
            means=means,
        )
        assert root.parent_id is None
        assert root.trace_id != trace


def test_the_supplier_is_told_the_span(shop: Any, told: Told) -> None:
    trace, parent = f"{shop.draw.getrandbits(128) | 1:032x}", f"{shop.draw.getrandbits(64) | 1:016x}"
    looked = "and looked at the supplier's headers"
    cases = [
        (f"placed an order {looked}", [shop.order().post()]),
        (
            f"placed an order that is part of a trace {looked}",
            [shop.order().post(headers={"traceparent": f"00-{trace}-{parent}-01"})],
        ),
    ]
    for (did, _), served in zip(cases, shop.serve_each(cases), strict=True):
        span = span_in(one_tree(served, told, did), "supplier", told, did).span
        sent = [given.get("traceparent", "") for path, given in served.calls if path.startswith("/prices/")]
        told(
            did=did,
            saw=f"the traceparent headers were {sent}; trace {span.trace_id} and span {span.span_id} were expected",
            means="The supplier cannot hang its part of the trace below yours: the trace ends at your door.",
        )
        assert [parse_traceparent(header) for header in sent] == [(span.trace_id, span.span_id)]


def test_traces_never_mix(shop: Any, told: Told) -> None:
    did = "placed two orders at once: the first waits at the supplier, the second comes, both go on"
    requests = [shop.order().post(fails="TimeoutError"), shop.order().post()]
    served = shop.serve(requests, did, together=True)
    trees = [one_tree(served, told, did, number, of=2) for number in (0, 1)]
    told(did=did, saw="both are in one trace", means=WAITED)
    assert trees[0].span.trace_id != trees[1].span.trace_id
    for tree in trees:
        spans_in(span_in(tree, "price", told, did), "supplier", told, did)
    found = sorted({each.span.status for tree in trees for each in tree.find("supplier")})
    told(did=did, saw=f"one failed; the supplier's spans say {found}", means=WAITED)
    assert found == ["error", "ok"]
