"""The editor's verbs on the lesson screen: finding, replacing, lines, Ruff's format, what is marked."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from prodtutor.tui.desk import Desk, LessonDesk
from prodtutor.tui.screens.ask import AskScreen, NameScreen
from prodtutor.tui.screens.finding import FindingScreen
from prodtutor.tui.screens.lesson import LessonScreen
from prodtutor.tui.widgets.code_editor import CodeEditor
from prodtutor.tui.widgets.find_bar import FindBar

from .conftest import START, Lesson, lesson_open


def editor_of(lesson: Lesson) -> CodeEditor:
    editor = lesson.screen.editor_pane.editor
    assert editor is not None
    return editor


async def find(lesson: Lesson, text: str) -> None:
    """Open the search and type."""
    await lesson.press("ctrl+f")
    await lesson.until(lambda: isinstance(lesson.app.focused, Input), "the search")
    await lesson.press(*text)


async def menu(lesson: Lesson, key: str) -> None:
    """Choose from the edit menu."""
    await lesson.press("ctrl+k")
    await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the menu")
    await lesson.press(key)
    await lesson.until(lambda: lesson.app.screen is lesson.screen, "the text")


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12)])
async def test_find_next_previous_and_back_to_the_text(desk: Desk, size: tuple[int, int]) -> None:
    async with lesson_open(desk, size) as lesson:
        editor = editor_of(lesson)
        await find(lesson, "HELLO")
        await lesson.until(lambda: "1 of 2" in lesson.text, "the first")
        assert editor.selection.start == (6, 11)
        await lesson.press("enter")
        await lesson.until(lambda: "2 of 2" in lesson.text, "the second")
        await lesson.press("down")
        await lesson.until(lambda: "1 of 2" in lesson.text, "round the end")
        await lesson.press("up")
        await lesson.until(lambda: "2 of 2" in lesson.text, "and back")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.focused is editor, "the text")
        assert editor.selected_text == "hello"
        assert not lesson.screen.query_one(FindBar).display


async def test_what_is_selected_is_looked_for_and_case_and_words_count_when_chosen(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = editor_of(lesson)
        editor.take_text("Name = 1\nname = 2\nnames = 3\n")
        editor.move_cursor((1, 0))
        await lesson.press("shift+end", *["shift+left"] * 4)
        await lesson.press("ctrl+f")
        await lesson.until(lambda: "2 of 3" in lesson.text, "all three")
        await lesson.press("tab", "tab", "tab", "space")
        await lesson.until(lambda: "1 of 2" in lesson.text and "[x] case" in lesson.text, "small letters")
        await lesson.press("tab", "space")
        await lesson.until(lambda: "1 of 1" in lesson.text and "[x] word" in lesson.text, "whole words")


async def test_replace_one_then_all_then_undo(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = editor_of(lesson)
        editor.take_text("a = 1\nb = a + a\nc = a\n")
        editor.move_cursor((0, 0))
        await find(lesson, "a")
        await lesson.until(lambda: "1 of 4" in lesson.text, "the first")
        await lesson.press("tab", *"xa", "enter")
        await lesson.until(lambda: editor.document.get_line(0) == "xa = 1", "the first is replaced")
        await lesson.until(lambda: editor.selection.start == (1, 4), "the next is chosen")
        await lesson.press("tab", "enter")
        await lesson.until(lambda: "4 replaced" in lesson.text, "all are replaced")
        assert editor.text == "xxa = 1\nb = xa + xa\nc = xa\n"
        await lesson.press("escape", "ctrl+z")
        assert editor.text == "xa = 1\nb = a + a\nc = a\n"


async def test_nothing_found_is_said(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await find(lesson, "zebra")
        await lesson.until(lambda: "none" in lesson.text)


async def test_go_to_line_by_the_edit_menu(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+k", "g")
        await lesson.until(lambda: isinstance(lesson.app.screen, NameScreen), "the question")
        await lesson.press(*"99", "enter")
        await lesson.until(lambda: "There are lines 1 to 9." in lesson.text, "the reason")
        await lesson.press("backspace", "backspace", *"6:5", "enter")
        await lesson.until(lambda: editor_of(lesson).cursor_location == (5, 4), "the place")


async def test_format_with_ruff_is_one_edit_and_a_line_that_cannot_be_read_is_named(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = editor_of(lesson)
        editor.take_text("x = { 'a':1 }\n")
        await lesson.press("ctrl+k", "f")
        await lesson.until(lambda: editor.text == 'x = {"a": 1}\n', "the format")
        await lesson.press("ctrl+z")
        assert editor.text == "x = { 'a':1 }\n"
        editor.take_text("def f(:\n")
        await lesson.press("ctrl+k", "f")
        await lesson.until(lambda: any("line 1 cannot be read" in n.message for n in lesson.app._notifications), "why")
        assert editor.text == "def f(:\n"


async def test_every_entry_of_the_edit_menu_does_something(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = editor_of(lesson)
        editor.move_cursor((2, 0))
        for key, first in (("c", "# PASS"), ("c", "PASSWO"), ("i", "    PA"), ("o", "PASSWO"), ("d", "PASSWO")):
            await menu(lesson, key)
            await lesson.until(lambda first=first: editor.document.get_line(2).startswith(first), f"{key}: {first}")
        await lesson.until(lambda: editor.cursor_location == (3, 0), "the copy")
        await menu(lesson, "u")
        await lesson.until(lambda: editor.cursor_location == (2, 0), "up")
        await menu(lesson, "m")
        await lesson.until(lambda: editor.cursor_location == (3, 0), "down")
        for _ in range(7):
            await menu(lesson, "z")
        await lesson.until(lambda: editor.text == START, "undone")
        await menu(lesson, "y")
        await lesson.until(lambda: editor.text != START, "redone")


async def test_the_cursors_line_says_what_is_wrong_and_opens_it(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = editor_of(lesson)
        editor.go(7, 1)
        pane = lesson.screen.editor_pane
        await lesson.until(lambda: "(T201)" in str(pane.border_subtitle), "the message")
        assert "line 7, column 1" in str(pane.border_subtitle)
        await lesson.press("ctrl+k", "x")
        await lesson.until(lambda: isinstance(lesson.app.screen, FindingScreen), "the whole")
        await lesson.press("escape")
        editor.go(2)
        await lesson.until(lambda: "(T201)" not in str(pane.border_subtitle), "nothing on another line")


async def test_the_mouse_over_a_marked_line_is_told_and_what_is_marked_is_underlined(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        editor = editor_of(lesson)
        await lesson.pilot.hover(editor, offset=(20, 6))
        await lesson.until(lambda: editor.tooltip and "(T201)" in str(editor.tooltip), "the message")
        under = [s.text for s in editor.render_line(6) if s.style and s.style.underline]
        assert under == ["print"]
        await lesson.pilot.hover(editor, offset=(20, 1))
        await lesson.until(lambda: editor.tooltip is None, "nothing on another line")
        editor.move_cursor((6, 4))
        await lesson.press("x")
        assert not [s.text for s in editor.render_line(6) if s.style and s.style.underline and s.text == "xprint"]


async def test_the_edit_menu_is_left_by_escape_and_is_in_the_palette(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+k")
        await lesson.until(lambda: isinstance(lesson.app.screen, AskScreen), "the menu")
        await lesson.press("escape")
        await lesson.until(lambda: lesson.app.focused is editor_of(lesson), "the text")
        titles = {command.title for command in lesson.app.get_system_commands(lesson.screen)}
        assert {"Find and replace", "Go to line...", "Format the file with Ruff", "Move the lines up"} <= titles


async def test_what_was_typed_can_be_undone_after_leaving_the_lesson(desk: Desk) -> None:
    async with lesson_open(desk) as lesson:
        lesson.screen.bring("edit")
        await lesson.until(lambda: lesson.app.focused is editor_of(lesson), "the text")
        await lesson.press("x")
        await lesson.press("ctrl+l")
        await lesson.until(lambda: not isinstance(lesson.app.screen, LessonScreen), "home")
        assert lesson.on_disk("greet.py") == f"x{START}"
        lesson.app.show_lesson(desk.open("1"))
        await lesson.until(lambda: isinstance(lesson.app.screen, LessonScreen), "the lesson again")
        await lesson.until(lambda: isinstance(lesson.app.focused, CodeEditor), "its text")
        await lesson.press("ctrl+z")
        assert editor_of(lesson).text == START


async def test_a_given_file_can_only_be_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LessonDesk, "is_given", lambda _desk, file: file == ".env")
    async with lesson_open(desk) as lesson:
        await lesson.press("ctrl+pagedown")
        await lesson.until(lambda: lesson.screen.editor_pane.file == ".env", "the given file")
        await lesson.until(lambda: "given: to read only" in lesson.text, "that it is")
        await lesson.press("x", "ctrl+d")
        assert editor_of(lesson).text == "GREET_NAME=you\n"
        await find(lesson, "you")
        await lesson.until(lambda: "1 of 1" in lesson.text, "what is found")
        assert "Replace" not in lesson.text
        await lesson.press("escape", "ctrl+pageup")
        await lesson.until(lambda: lesson.screen.editor_pane.file == "greet.py", "the learner's own")
        assert not editor_of(lesson).read_only
