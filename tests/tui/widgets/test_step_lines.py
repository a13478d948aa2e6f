"""Lines of the lists in the steps pane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prodtutor.checking.verdict import Finding, GoalVerdict, Status
from prodtutor.curriculum.model import Step
from prodtutor.tui.glyphs import UNICODE, StepState
from prodtutor.tui.widgets.step_lines import another_line, goal_line, others_line, step_lines

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


def _steps(*states: StepState) -> list[tuple[Step, StepState]]:
    title = "Never more than `limit` of them at a time"
    return [(Step(id=f"7.{at}", name=f"s{at}", title=title, goals=()), state) for at, state in enumerate(states, 1)]


def test_titles_go_on_in_a_second_row_where_there_is_room() -> None:
    lines = step_lines(_steps(StepState.DONE, StepState.NOT_YET), UNICODE, 25, chosen="7.2", rows=9)
    assert [line.plain for line in lines] == [
        "✓ 7.1 Never more than li…",
        "○ 7.2 Never more than\n      limit of them at\n      a time",
    ]


def test_with_few_rows_the_step_worked_on_keeps_its_whole_title() -> None:
    known = _steps(StepState.NOT_YET, StepState.NOT_YET, StepState.WAITING)
    lines = step_lines(known, UNICODE, 25, chosen="7.2", rows=6)
    assert [line.plain.count("\n") for line in lines] == [0, 2, 0]
    assert all(max(map(len, line.plain.split("\n"))) <= 25 for line in lines)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (40, "○ It leaves the path alone  2 to open"),
        (30, "○ It leaves the path alone\n  2 to open"),
        (20, "○ It leaves the path\n  alone  2 to open"),
    ],
)
def test_what_there_is_to_open_stands_below_the_title(width: int, line: str) -> None:
    goal = GoalVerdict("path", "It leaves the path alone", Status.NOT_YET)
    assert goal_line(goal, UNICODE, width, first=False, hidden=2).plain == line
