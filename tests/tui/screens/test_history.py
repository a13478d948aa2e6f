"""The timeline: every state with its verdict and its lines; look, compare, restore."""

from __future__ import annotations

import re

import pytest

from prodtutor.tui.desk import Desk
from prodtutor.tui.screens.diff import DiffScreen
from prodtutor.tui.screens.history import HistoryScreen
from prodtutor.tui.screens.past import PastScreen

from ..conftest import STEP_ONE, Lesson, lesson_open


async def open_history(lesson: Lesson) -> None:
    await lesson.press("f7")
    await lesson.until(lambda: isinstance(lesson.app.screen, HistoryScreen) and "as given" in lesson.text, "entries")


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 20)])
async def test_a_state_is_one_line_with_its_steps_and_its_lines(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        await lesson.judged()
        await lesson.press("f7")
        await lesson.until(lambda: isinstance(lesson.app.screen, HistoryScreen) and "●○ 1/2" in lesson.text, "entries")
        rows = [row for row in lesson.text.splitlines() if re.search(r"\d\d:\d\d:\d\d", row)]
        assert sum("●○ 1/2" in row for row in rows) == 1
        assert "+0 -3" in next(row for row in rows if "●○ 1/2" in row)
        assert re.search(r"day \d+ \w+", lesson.text)


async def test_what_changed_and_what_it_was_like_then(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text(STEP_ONE)
        await lesson.until(lambda: lesson.state("1.1") == "done")
        await lesson.judged()
        await open_history(lesson)
        await lesson.press("c")
        await lesson.until(lambda: isinstance(lesson.app.screen, DiffScreen), "the comparison")
        await lesson.until(lambda: 'print("hello")' in lesson.text, "the line that went")
        await lesson.press("escape")
        await lesson.until(lambda: isinstance(lesson.app.screen, HistoryScreen), "the history")
        await lesson.press("end", "c")
        await lesson.until(lambda: any("first state" in n.message for n in lesson.app._notifications), "why not")
        await lesson.press("v")
        await lesson.until(lambda: isinstance(lesson.app.screen, PastScreen), "the files")
        await lesson.until(lambda: 'print("hello")' in lesson.text, "as given")
        await lesson.press("n")
        await lesson.until(lambda: "GREET_NAME=you" in lesson.text, "the other file")
        await lesson.press("x", "escape")
        await lesson.until(lambda: isinstance(lesson.app.screen, HistoryScreen), "the history again")
