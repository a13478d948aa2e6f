"""Findings in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prodtutor.checking.verdict import Finding
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.widgets.finding_text import folded, grouped, hung, in_code, place, short


def test_parts_are_shown_in_place_of_the_message() -> None:
    finding = Finding("pytest", "test_x", "must", "All in one.", did="ran it", saw="it fell", means="an outage")
    assert short(finding, UNICODE, 40, whole=True).plain.split("\n") == [
        "  ▸ did ran it",
        "    saw it fell",
        "    so  an outage",
    ]
    assert short(finding, UNICODE, 40, whole=False).plain == "  ▸ All in one."


def test_a_tool_is_named_with_its_rule_and_place() -> None:
    finding = Finding("ruff", "S105", "advice", "Possible password", "settings.py", 3)
    assert short(finding, UNICODE, 60, whole=True).plain.endswith("settings.py:3 · Ruff S105 · advice")


def test_a_message_can_neither_steer_the_terminal_nor_be_markup() -> None:
    finding = Finding("pytest", "x", "must", "[bold]\x1b[2J[/bold]", "a\x07.py", 1)
    text = short(finding, UNICODE, 60, whole=True).plain
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[bold]" in text
    assert place(finding) == "a␇.py:1"


def test_findings_of_one_rule_stand_together() -> None:
    findings = [
        Finding("ruff", "S105", "must", "a"),
        Finding("pytest", "t", "must", "b"),
        Finding("ruff", "S105", "must", "c"),
        Finding("pytest", "t", "must", "d"),
    ]
    assert [[f.message for f in group] for _key, group in grouped(findings)] == [["a", "c"], ["b"], ["d"]]


def test_code_loses_its_backticks_and_a_lone_one_stays() -> None:
    assert in_code("set `SHOP` now").plain == "set SHOP now"
    assert in_code("a ` alone").plain == "a ` alone"


@given(st.text(max_size=200), st.integers(10, 80), st.integers(0, 8))
def test_folded_text_keeps_to_its_width(text: str, width: int, indent: int) -> None:
    room = max(12, width - indent) + indent
    assert all(len(line) <= room for line in folded(text, width, indent).plain.split("\n"))
    hung(text, width, indent)
