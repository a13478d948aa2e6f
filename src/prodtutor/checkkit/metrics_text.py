"""The text format of Prometheus: `name{label="value",…} number`, one series on each line.

    metrics = read_metrics(text)
    metrics.total("http_requests_total", route="/orders", status="201")
    metrics.buckets("http_request_duration_seconds")

Sums go over all series that fit, so a program may have more labels than a check asks for.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass

_LINE = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(?:\{(?P<labels>.*)\})?[ \t]*(?P<value>[^ \t{}]+)(?:[ \t]+-?\d+)?[ \t]*"
)
_LABEL = re.compile(r'[ \t]*(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"(?P<value>(?:[^"\\]|\\.)*)"[ \t]*(?:,|$)')
_ESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a name, labels, and the number that it has now."""

    name: str
    labels: dict[str, str]
    value: float

    def fits(self, name: str, labels: dict[str, str]) -> bool:
        """Whether it has this name, and these labels among its own."""
        return self.name == name and all(self.labels.get(label) == value for label, value in labels.items())


@dataclass(frozen=True, slots=True)
class MetricsText:
    """All series of one answer to /metrics."""

    series: tuple[Series, ...]
    broken: tuple[tuple[int, str], ...]
    """Number and text of each line that is neither a series nor a comment nor empty."""

    def has(self, name: str) -> bool:
        """Whether there is any series of this name."""
        return any(each.name == name for each in self.series)

    def total(self, name: str, **labels: str) -> float:
        """The sum over all series with this name and these labels; 0 when there are none."""
        return math.fsum(each.value for each in self.series if each.fits(name, labels))

    def by(self, name: str, *labels: str) -> dict[tuple[str, ...], float]:
        """The sums for each combination of values that these labels have; a missing label is an empty text."""
        found: dict[tuple[str, ...], float] = defaultdict(float)
        for each in self.series:
            if each.name == name:
                found[tuple(each.labels.get(label, "") for label in labels)] += each.value
        return dict(found)

    def buckets(self, name: str) -> dict[float, float]:
        """The buckets of the histogram `name`, bound -> how many were at most that long. A bound is in `le`."""
        found: dict[float, float] = defaultdict(float)
        for (bound,), value in self.by(f"{name}_bucket", "le").items():
            if (number := _number(bound)) is not None:
                found[number] += value
        return dict(sorted(found.items()))

    def quantile_bound(self, name: str, share: float) -> float:
        """The upper bound of the bucket that holds the quantile `share` (0.99 is p99); NaN when there is none."""
        buckets = self.buckets(name)
        most = max(buckets.values(), default=0.0)
        if not most:
            return math.nan
        return next((bound for bound, count in buckets.items() if count >= share * most), math.nan)


def read_metrics(text: str) -> MetricsText:
    """Read an answer to /metrics. Comments (`# HELP`, `# TYPE`) are passed over."""
    series: list[Series] = []
    broken: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _series(line.strip())
        if found is None:
            broken.append((number, line))
        else:
            series.append(found)
    return MetricsText(tuple(series), tuple(broken))


def _series(line: str) -> Series | None:
    found = _LINE.fullmatch(line)
    value = _number(found["value"]) if found else None
    labels = _labels(found["labels"] or "") if found else None
    if found is None or value is None or labels is None:
        return None
    return Series(found["name"], labels, value)


def _labels(text: str) -> dict[str, str] | None:
    labels: dict[str, str] = {}
    at = 0
    while at < len(text.rstrip()):
        found = _LABEL.match(text, at)
        if found is None or found["name"] in labels:
            return None
        labels[found["name"]] = re.sub(r"\\.", lambda part: _ESCAPED.get(part[0], part[0]), found["value"])
        at = found.end()
    return labels


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
