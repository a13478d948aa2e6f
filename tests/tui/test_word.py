"""The word to look up."""

from __future__ import annotations

from prodtutor.tui.desk import Desk
from prodtutor.tui.word import word_here

from .conftest import lesson_open


async def test_a_selection_wins_over_the_cursor_and_long_ones_are_none(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.type_text("lock.file = the_wheel\nsecond = 2\n")
        editor = lesson.screen.editor_pane.editor
        assert editor is not None
        editor.focus()
        await lesson.until(lambda: lesson.app.screen.focused is editor, "the focus")
        editor.move_cursor((0, 15))
        assert word_here(lesson.app.screen) == "the_wheel"
        editor.move_cursor((0, 10))
        assert word_here(lesson.app.screen) == ""
        editor.move_cursor((0, 0))
        editor.move_cursor((0, 4), select=True)
        assert word_here(lesson.app.screen) == "lock"
        editor.move_cursor((1, 3), select=True)
        assert word_here(lesson.app.screen) == "", "more than one line"


async def test_without_an_editor_there_is_none(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.steps_pane.focus_list()
        await lesson.until(lambda: lesson.app.screen.focused is not None, "the focus")
        assert word_here(lesson.app.screen) == ""
