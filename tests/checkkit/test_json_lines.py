"""Logs of JSON lines, as the machine reads them that collects logs."""

from __future__ import annotations

import json

import pytest

from prodtutor.checkkit.json_lines import read_json_lines


def test_every_object_is_a_line() -> None:
    log = read_json_lines('{"event": "request", "status": 201}\n\n{"event": "order_placed"}\n')
    assert [(line.number, line.fields) for line in log.lines] == [
        (1, {"event": "request", "status": 201}),
        (3, {"event": "order_placed"}),
    ]
    assert log.broken == ()


@pytest.mark.parametrize(
    "text",
    [
        "got request",
        '{"event": "request"',
        "[1]",
        "17",
        '"text"',
        "null",
        '{"sku": "a "quoted" one"}',
        '{"x": NaN}',
        "[" * 5000,
    ],
)
def test_what_is_no_object_is_broken(text: str) -> None:
    log = read_json_lines(f'{{"event": "request"}}\n{text}\n')
    assert log.broken == ((2, text),)
    assert len(log.lines) == 1


def test_an_object_over_several_lines_is_broken() -> None:
    log = read_json_lines(json.dumps({"event": "request", "status": 200}, indent=2))
    assert not log.lines
    assert len(log.broken) == 4


def test_other_separators_end_no_line() -> None:
    text = "a\u2028b\x85c"
    log = read_json_lines(json.dumps({"sku": text}, ensure_ascii=False))
    assert log.lines[0].get("sku") == text


def test_lines_are_found_by_what_they_say() -> None:
    log = read_json_lines(
        '{"event": "request", "level": "INFO"}\n{"event": "request", "level": "ERROR"}\n{"level": "ERROR"}'
    )
    assert [line.number for line in log.called("request")] == [1, 2]
    assert [line.number for line in log.having(level="ERROR")] == [2, 3]
    assert [line.number for line in log.having(level="ERROR", event="request")] == [2]
    assert log.lines[2].get("event") is None


def test_words_are_what_was_meant_not_what_was_written() -> None:
    (line,) = read_json_lines('{"stack": ["a\\nb", {"deep": "caf\\u00e9"}], "n": 7, "none": null}').lines
    assert line.words().split("\n") == ["stack", "a", "b", "deep", "café", "n", "7", "none"]
