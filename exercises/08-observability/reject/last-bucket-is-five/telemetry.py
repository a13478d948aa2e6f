"""What the shop tells about itself: events for what happened, numbers for how much, spans for where."""

import json
import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

request_id: ContextVar[str] = ContextVar("request_id", default="")
current_span: ContextVar["Span | None"] = ContextVar("current_span", default=None)


def id_for(wanted: str) -> str:
    """The caller's request id if it can do no harm, else a new one."""
    return wanted if GOOD_ID.fullmatch(wanted) else secrets.token_hex(8)


class EventLog:
    """One JSON object on each line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, level: str, event: str, **fields: object) -> None:
        line = {
            "ts": datetime.now(UTC).isoformat(),
            "level": level,
            "event": event,
            "request_id": request_id.get(),
            **fields,
        }
        self._out.write(json.dumps(line) + "\n")


class Histogram:
    """How many observations were how long: at most as long as each bound."""

    def __init__(self) -> None:
        self.buckets = [0] * len(BOUNDS)
        self.count = 0
        self.sum = 0.0

    def observe(self, seconds: float) -> None:
        self.count += 1
        self.sum += seconds
        for number, bound in enumerate(BOUNDS):
            if seconds <= bound:
                self.buckets[number] += 1

    def lines(self, name: str) -> Iterator[str]:
        yield f"# TYPE {name} histogram"
        for bound, count in zip(BOUNDS, self.buckets, strict=True):
            yield f'{name}_bucket{{le="{bound}"}} {count}'
        yield f'{name}_bucket{{le="+Inf"}} {self.buckets[-1]}'
        yield f"{name}_sum {self.sum}"
        yield f"{name}_count {self.count}"


class Metrics:
    """The numbers of one app. Requests on several threads may change them at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._durations = Histogram()
        self._supplier = Histogram()
        self._in_flight = 0

    def begin(self) -> None:
        with self._lock:
            self._in_flight += 1

    def end(self, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self._in_flight -= 1
            self._requests[route, status] += 1
            self._durations.observe(seconds)

    def supplier_took(self, seconds: float) -> None:
        with self._lock:
            self._supplier.observe(seconds)

    def text(self) -> str:
        """All numbers in the text format of Prometheus."""
        with self._lock:
            lines = ["# TYPE http_requests_total counter"]
            for (route, status), count in sorted(self._requests.items()):
                lines.append(f'http_requests_total{{route="{route}",status="{status}"}} {count}')
            lines += self._durations.lines("http_request_duration_seconds")
            lines += self._supplier.lines("supplier_duration_seconds")
            lines += ["# TYPE http_requests_in_flight gauge", f"http_requests_in_flight {self._in_flight}"]
        return "\n".join(lines) + "\n"


class Span:
    """One piece of work, from its start to its end."""

    def __init__(self, name: str, trace_id: str, parent_id: str | None, start: float) -> None:
        self.name = name
        self.trace_id = trace_id
        self.span_id = secrets.token_hex(8)
        self.parent_id = parent_id
        self.start = start
        self.status = "ok"

    @property
    def traceparent(self) -> str:
        """The header that makes this span the parent of what is called."""
        return f"00-{self.trace_id}-{self.span_id}-01"


class Tracer:
    """Makes spans. Inside another span, a span is its child."""

    def __init__(self, export: Callable[[dict[str, Any]], None], clock: Callable[[], float]) -> None:
        self._export = export
        self._clock = clock

    @contextmanager
    def span(self, name: str, traceparent: str = "") -> Iterator[Span]:
        parent = current_span.get()
        if parent is not None:
            span = Span(name, parent.trace_id, parent.span_id, self._clock())
        else:
            trace_id, parent_id = parent_in(traceparent)
            span = Span(name, trace_id, parent_id, self._clock())
        token = current_span.set(span)
        try:
            yield span
        except BaseException:
            span.status = "error"
            raise
        finally:
            current_span.reset(token)
            self._export({**vars(span), "end": self._clock()})


def parent_in(traceparent: str) -> tuple[str, str | None]:
    """The trace and the parent that a header names; a new trace without parent if it names none."""
    found = TRACEPARENT.fullmatch(traceparent)
    if found is None or not found[1].strip("0") or not found[2].strip("0"):
        return secrets.token_hex(16), None
    return found[1], found[2]
