"""Spans, and whether they make trees."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit.span_tree import as_trees, parse_traceparent, read_spans

TRACE = "a" * 32


def span(name: str, number: int, parent: int | None = None, **other: Any) -> dict[str, Any]:
    made = {
        "name": name,
        "trace_id": TRACE,
        "span_id": f"{number:016x}",
        "parent_id": None if parent is None else f"{parent:016x}",
        "start": 1.0,
        "end": 2.0,
        "status": "ok",
    }
    return {**made, **other}


def fault_of(*spans: object) -> str:
    found, fault = read_spans(spans)
    return fault or as_trees(found)[1]


def test_spans_in_any_order_make_a_tree() -> None:
    spans, fault = read_spans([span("supplier", 3, 2), span("root", 1), span("price", 2, 1, extra="ignored")])
    assert fault == ""
    (tree,), fault = as_trees(spans)
    assert fault == ""
    assert [each.span.name for each in tree.walk()] == ["root", "price", "supplier"]
    assert [each.span.name for each in tree.find("price")[0].walk()] == ["price", "supplier"]
    assert tree.find("sold") == []


def test_a_parent_of_the_callers_makes_a_root() -> None:
    spans, _ = read_spans([span("price", 2, 1), span("root", 1, 99)])
    (tree,), fault = as_trees(spans)
    assert (fault, tree.span.name, tree.span.parent_id) == ("", "root", f"{99:016x}")


def test_roots_come_in_the_order_of_their_start() -> None:
    spans, _ = read_spans([span("late", 2, start=5.0, end=6.0), span("early", 1)])
    assert [tree.span.name for tree in as_trees(spans)[0]] == ["early", "late"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"trace_id": "0" * 32}, "trace_id"),
        ({"trace_id": "A" * 32}, "trace_id"),
        ({"trace_id": "a" * 31}, "trace_id"),
        ({"trace_id": None}, "trace_id"),
        ({"span_id": "0" * 16}, "span_id"),
        ({"span_id": "1" * 16 + "\n"}, "span_id"),
        ({"span_id": 17}, "span_id"),
        ({"parent_id": ""}, "parent_id"),
        ({"parent_id": "0" * 16}, "parent_id"),
        ({"start": "1"}, "start"),
        ({"end": None}, "end that is no number"),
        ({"end": True}, "end that is no number"),
        ({"end": float("nan")}, "end that is no number"),
        ({"end": 0.5}, "an end before its start"),
        ({"status": "OK"}, "status"),
        ({"status": None}, "status"),
        ({"name": ""}, "name"),
        ({"name": 5}, "name"),
    ],
)
def test_what_is_no_span(changed: dict[str, Any], words: str) -> None:
    assert words in fault_of({**span("price", 1), **changed})


def test_what_is_not_even_nearly_one() -> None:
    assert "not a dictionary" in fault_of("price")
    unfinished = span("price", 1)
    del unfinished["end"]
    assert "has no end" in fault_of(unfinished)


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([span("a", 1), span("b", 1)], "the same span_id"),
        ([span("a", 1), span("b", 2, 1, trace_id="b" * 32)], "another trace_id than its parent"),
        ([span("a", 1), span("b", 2, 1, end=2.5)], "is not over when its parent"),
        ([span("a", 1), span("b", 2, 1, start=0.5)], "is not over when its parent"),
        ([span("a", 1, 2), span("b", 2, 1)], "in a circle"),
        ([span("root", 3), span("a", 1, 1)], "in a circle"),
    ],
)
def test_what_is_no_tree(spans: list[dict[str, Any]], words: str) -> None:
    assert words in fault_of(*spans)


def test_traceparent() -> None:
    assert parse_traceparent(f"00-{TRACE}-{'b' * 16}-01") == (TRACE, "b" * 16)
    for bad in ("", "00", f"00-{TRACE}-{'b' * 16}", f"01-{TRACE}-{'b' * 16}-01", f"00-{'0' * 32}-{'b' * 16}-01"):
        assert parse_traceparent(bad) is None
    for bad in (f"00-{TRACE}-{'0' * 16}-01", f"00-{TRACE.upper()}-{'b' * 16}-01", f"00-{TRACE}-{'b' * 16}-01\n"):
        assert parse_traceparent(bad) is None
