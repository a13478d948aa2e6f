"""Spans of traces, and whether they make trees: who called whom, and for how long.

A span is a dict with name, trace_id, span_id, parent_id, start, end and status, as an exporter gets it.

    spans, fault = read_spans(exported)
    trees, fault = as_trees(spans)

`fault` is a sentence in plain words about the first thing that is wrong, empty when all is well.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_TRACE = re.compile(r"[0-9a-f]{32}")
_SPAN = re.compile(r"[0-9a-f]{16}")
_STATUSES = ("ok", "error")
_NEEDED = ("name", "trace_id", "span_id", "parent_id", "start", "end", "status")


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of work. Times are seconds on the program's clock."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str | None
    start: float
    end: float
    status: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A span and those that it caused. The root's parent is None, or a span of the caller's."""

    span: Span
    children: list[Tree] = field(default_factory=list)

    def walk(self) -> Iterator[Tree]:
        """This tree and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, name: str) -> list[Tree]:
        """The trees at or below this one whose span has this name."""
        return [tree for tree in self.walk() if tree.span.name == name]


def read_spans(exported: Sequence[object]) -> tuple[list[Span], str]:
    """Make spans of what was exported; what is wrong with the first one that is none."""
    spans: list[Span] = []
    for raw in exported:
        if not isinstance(raw, dict):
            return spans, f"what is exported is a {type(raw).__name__} and not a dictionary"
        missing = [name for name in _NEEDED if name not in raw]
        if missing:
            return spans, f"the span {raw.get('name')!r:.60} has no {missing[0]}"
        if fault := _fault(raw):
            return spans, f"the span {raw['name']!r:.60} has {fault}"
        spans.append(Span(**{name: raw[name] for name in _NEEDED}))
    return spans, ""


def _fault(raw: dict[str, object]) -> str:
    start, end, parent = raw["start"], raw["end"], raw["parent_id"]
    if not isinstance(raw["name"], str) or not raw["name"]:
        return "a name that is no text"
    if not is_id(raw["trace_id"], _TRACE):
        return f"the trace_id {raw['trace_id']!r:.60}: it must be 32 digits of 0-9a-f, and not all of them 0"
    if not is_id(raw["span_id"], _SPAN):
        return f"the span_id {raw['span_id']!r:.60}: it must be 16 digits of 0-9a-f, and not all of them 0"
    if parent is not None and not is_id(parent, _SPAN):
        return f"the parent_id {parent!r:.60}: it must be a span's id, or None"
    for name, time in (("start", start), ("end", end)):
        if isinstance(time, bool) or not isinstance(time, (int, float)) or not math.isfinite(time):
            return f"a {name} that is no number: {time!r:.60}"
    if end < start:  # type: ignore[operator]
        return "an end before its start"
    if raw["status"] not in _STATUSES:
        return f"the status {raw['status']!r:.60} instead of 'ok' or 'error'"
    return ""


def is_id(value: object, pattern: re.Pattern[str]) -> bool:
    """Whether it is a text of lower-case hexadecimal digits as the pattern asks, not all of them zero."""
    return isinstance(value, str) and bool(pattern.fullmatch(value)) and bool(value.strip("0"))


def as_trees(spans: Sequence[Span]) -> tuple[list[Tree], str]:
    """The trees that the spans make, by the start of their roots; what is wrong when they make none.

    A span whose parent is not among the spans is a root: its parent may be the caller's.
    """
    nodes = {span.span_id: Tree(span) for span in spans}
    if len(nodes) < len(spans):
        return [], "two spans have the same span_id"
    roots: list[Tree] = []
    for span in spans:
        parent = nodes.get(span.parent_id or "")
        if parent is None:
            roots.append(nodes[span.span_id])
            continue
        if parent.span.trace_id != span.trace_id:
            return [], f"the span {span.name!r:.60} has another trace_id than its parent {parent.span.name!r:.60}"
        if not parent.span.start <= span.start <= span.end <= parent.span.end:
            return [], f"the span {span.name!r:.60} is not over when its parent {parent.span.name!r:.60} is"
        parent.children.append(nodes[span.span_id])
    if sum(1 for root in roots for _ in root.walk()) < len(spans):
        return [], "spans are parents of each other in a circle"
    return sorted(roots, key=lambda root: root.span.start), ""


def parse_traceparent(header: str) -> tuple[str, str] | None:
    """Trace id and parent's span id in a `traceparent` header of version 00; None when it is malformed."""
    parts = header.split("-")
    if len(parts) != 4 or parts[0] != "00" or not re.fullmatch(r"[0-9a-f]{2}", parts[3]):
        return None
    return (parts[1], parts[2]) if is_id(parts[1], _TRACE) and is_id(parts[2], _SPAN) else None
