"""Lines of the lists in the steps pane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prodtutor.checking.verdict import Finding
from prodtutor.tui.glyphs import UNICODE
from prodtutor.tui.widgets.step_lines import another_line, others_line

FIRST = Finding("ruff", "S105", "must", "A password in the source", "settings.py", 3, 1, "4.1", "no-secrets")


def test_many_of_a_rule_are_one_line_with_their_places() -> None:
    others = [replace(FIRST, line=line) for line in (8, 12, 15)]
    line = others_line(others, UNICODE, 90).plain
    assert line == "    and 3 more of this rule · settings.py:8, settings.py:12, settings.py:15"
    assert len(others_line(others, UNICODE, 40).plain) <= 40


def test_without_places_there_is_only_their_number() -> None:
    others = [replace(FIRST, file=None, line=None)] * 4
    assert others_line(others, UNICODE, 90).plain == "    and 4 more of this rule"


@pytest.mark.parametrize(
    ("message", "said"),
    [("A password in the source", "same rule"), ("Another thing \x1b[31m", "Another thing")],
)
def test_one_more_says_what_is_different(message: str, said: str) -> None:
    line = another_line(replace(FIRST, line=8, message=message), FIRST, 80).plain
    assert line.startswith(f"    and settings.py:8  {said}")
    assert "\x1b" not in line
