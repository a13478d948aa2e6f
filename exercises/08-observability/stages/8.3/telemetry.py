"""What the shop tells about itself: events for what happened, numbers for how much."""

import json
import re
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

request_id: ContextVar[str] = ContextVar("request_id", default="")


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
        yield f'{name}_bucket{{le="+Inf"}} {self.count}'
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
