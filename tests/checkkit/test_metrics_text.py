"""The text format of Prometheus."""

from __future__ import annotations

import math

import pytest

from prodtutor.checkkit.metrics_text import read_metrics

TEXT = """\
# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{route="/orders",status="201"} 3
http_requests_total{status="503", route="/orders",} 2
http_requests_total{route="/orders/{id}",status="404",method="GET"} 1.0 1700000000000

in_flight 1
seconds_bucket{le="0.1"} 94
seconds_bucket{le="1"} 98
seconds_bucket{le="5.0"} 99
seconds_bucket{le="+Inf"} 100
seconds_sum 12.5
seconds_count 100
"""


def test_sums_go_over_all_series_that_fit() -> None:
    metrics = read_metrics(TEXT)
    assert metrics.broken == ()
    assert metrics.total("http_requests_total") == 6
    assert metrics.total("http_requests_total", route="/orders") == 5
    assert metrics.total("http_requests_total", route="/orders/{id}", status="404") == 1
    assert metrics.total("http_requests_total", status="500") == 0
    assert metrics.total("seconds_sum") == 12.5


def test_series_are_grouped_by_their_labels() -> None:
    metrics = read_metrics(TEXT)
    assert metrics.by("http_requests_total", "status") == {("201",): 3, ("503",): 2, ("404",): 1}
    assert metrics.by("http_requests_total", "method", "route")["", "/orders"] == 5
    assert metrics.by("in_flight") == {(): 1}


def test_names_are_whole() -> None:
    metrics = read_metrics(TEXT)
    assert metrics.has("in_flight")
    assert not metrics.has("seconds")
    assert not metrics.has("http_requests")


def test_buckets_of_several_series_are_added_up() -> None:
    text = 's_bucket{le="0.1",route="a"} 1\ns_bucket{le="+Inf",route="a"} 2\ns_bucket{le="0.10",route="b"} 5\n'
    assert read_metrics(text).buckets("s") == {0.1: 6, math.inf: 2}
    assert read_metrics('s_bucket{le="soon"} 1\ns_bucket 3').buckets("s") == {}


@pytest.mark.parametrize(("share", "bound"), [(0.5, 0.1), (0.94, 0.1), (0.95, 1.0), (0.99, 5.0), (0.999, math.inf)])
def test_a_quantile_lies_in_a_bucket(share: float, bound: float) -> None:
    assert read_metrics(TEXT).quantile_bound("seconds", share) == bound


def test_an_empty_histogram_has_no_quantile() -> None:
    assert math.isnan(read_metrics('s_bucket{le="+Inf"} 0').quantile_bound("s", 0.99))
    assert math.isnan(read_metrics("").quantile_bound("s", 0.99))
    assert math.isnan(read_metrics('s_bucket{le="+Inf"} NaN').quantile_bound("s", 0.99))


@pytest.mark.parametrize(
    "line",
    [
        "average 0.0 seconds",
        "http requests 3",
        "x{route=/orders} 1",
        'x{route="a"status="b"} 1',
        'x{route="a",route="b"} 1',
        'x{route="a} 1',
        'x{route="a" 1',
        "x{} one",
        "x",
        '{"requests": 3}',
        "1x 3",
    ],
)
def test_other_lines_are_broken(line: str) -> None:
    metrics = read_metrics(f"good 1\n{line}\n")
    assert metrics.broken == ((2, line),)
    assert [series.name for series in metrics.series] == ["good"]


def test_values_may_be_escaped() -> None:
    (series,) = read_metrics(r'x{a="q\"q",b="n\nn",c="s\\s"} 1').series
    assert series.labels == {"a": 'q"q', "b": "n\nn", "c": "s\\s"}


@pytest.mark.parametrize("line", ["x{} 1", "x 1e3", "x +Inf", "x NaN", "x\t1", "  x 1  ", "x:y 1"])
def test_good_lines(line: str) -> None:
    assert read_metrics(line).broken == ()


def test_a_hostile_line_takes_no_time() -> None:
    for text in ("x{" + 'a="b",' * 20_000, 'x{a="' + "\\" * 50_001, "x{" + "a" * 50_000):
        assert len(read_metrics(text).broken) == 1
