"""Counters, gauges and histograms."""

from __future__ import annotations

import bisect
import threading
from collections import Counter

EDGES = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0]


class Histogram:
    def __init__(self, name: str) -> None:
        self.name, self.cells, self.sum = name, [0] * (len(EDGES) + 1), 0.0

    def observe(self, seconds: float) -> None:
        self.cells[bisect.bisect_left(EDGES, seconds)] += 1
        self.sum += seconds

    def __str__(self) -> str:
        rows, below = [f"# HELP {self.name} How long it took.", f"# TYPE {self.name} histogram"], 0
        for edge, cell in zip([*EDGES, float("inf")], self.cells, strict=True):
            below += cell
            rows.append(f'{self.name}_bucket{{le="{"+Inf" if edge == float("inf") else edge}"}} {below}')
        return "\n".join([*rows, f"{self.name}_sum {self.sum:.9f}", f"{self.name}_count {below}"])


class Numbers:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.total: Counter[tuple[str, str]] = Counter()
        self.took = Histogram("http_request_duration_seconds")
        self.supplier = Histogram("supplier_duration_seconds")
        self.flying: set[object] = set()

    def __str__(self) -> str:
        with self.lock:
            rows = [f'http_requests_total{{route="{r}",status="{s}"}} {n}' for (r, s), n in self.total.items()]
            return "\n".join([*rows, str(self.took), str(self.supplier), f"http_requests_in_flight {len(self.flying)}"])
