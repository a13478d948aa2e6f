"""The editor alone: what a beginner expects of the keys of a code editor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets.text_area import Selection

from prodtutor.tui.widgets.code_editor import CodeEditor, language_of
from prodtutor.tui.widgets.line_marks import LineMark


class Editing(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.editor = CodeEditor("a.py", text, sign="●", colour=True, read_only=False)

    def compose(self) -> ComposeResult:
        yield self.editor


@asynccontextmanager
async def editing(text: str) -> AsyncIterator[tuple[Pilot[None], CodeEditor]]:
    app = Editing(text)
    async with app.run_test(size=(60, 10)) as pilot:
        app.editor.focus()
        await pilot.pause()
        yield pilot, app.editor


async def test_enter_keeps_the_indentation_and_a_colon_adds_to_it() -> None:
    async with editing("if x:") as (pilot, editor):
        await pilot.press("ctrl+end", "enter", "a", "enter", "b")
        assert editor.text == "if x:\n    a\n    b"


async def test_backspace_takes_a_level_of_indentation() -> None:
    async with editing("        a") as (pilot, editor):
        editor.move_cursor((0, 8))
        await pilot.press("backspace")
        assert editor.text == "    a"
        await pilot.press("end", "backspace")
        assert editor.text == "    "


async def test_tab_and_shift_tab_move_the_chosen_lines() -> None:
    async with editing("a\n\nb\nc") as (pilot, editor):
        editor.selection = Selection((0, 0), (2, 1))
        await pilot.press("tab")
        assert editor.text == "    a\n\n    b\nc"
        await pilot.press("shift+tab")
        assert editor.text == "a\n\nb\nc"
        await pilot.press("ctrl+z")
        assert editor.text == "    a\n\n    b\nc"


async def test_comments_come_and_go() -> None:
    async with editing("def f():\n    return 1\n") as (_pilot, editor):
        editor.selection = Selection((0, 0), (2, 0))
        editor.action_comment()
        assert editor.text == "# def f():\n#     return 1\n"
        editor.action_comment()
        assert editor.text == "def f():\n    return 1\n"


async def test_marks_stand_beside_their_lines() -> None:
    async with editing("a\nb\nc") as (pilot, editor):
        editor.mark({2: LineMark("must")})
        await pilot.pause()
        lines = [editor.render_line(y).text for y in range(3)]
        assert [line.startswith(f"{n}●") for n, line in enumerate(lines, 1)] == [False, True, False]
        editor.mark({})
        assert "●" not in editor.render_line(1).text


async def test_escape_lets_go_of_the_keyboard() -> None:
    left: list[CodeEditor.Left] = []

    class Listening(Editing):
        def on_code_editor_left(self, event: CodeEditor.Left) -> None:
            left.append(event)

    app = Listening("a")
    async with app.run_test() as pilot:
        app.editor.focus()
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
    assert len(left) == 1


async def test_a_text_from_outside_can_be_undone() -> None:
    async with editing("mine") as (pilot, editor):
        editor.take_text("theirs")
        assert editor.text == "theirs"
        await pilot.press("ctrl+z")
        assert editor.text == "mine"


def test_languages_go_by_the_ending() -> None:
    assert language_of("pkg/a.py") == "python"
    assert language_of("pyproject.TOML") == "toml"
    assert language_of(".env") is None


@pytest.mark.parametrize("file", ["last_report.json", "a.toml", "a.md", "a.yaml", ".env", "a.sql", "a.sh"])
async def test_a_file_of_any_kind_can_be_opened(file: str) -> None:
    class Holder(App[None]):
        def compose(self) -> ComposeResult:
            yield CodeEditor(file, '{"a": [1, 2]}\n', sign="*", colour=True, read_only=False)

    app = Holder()
    async with app.run_test() as pilot:
        editor = app.query_one(CodeEditor)
        editor.focus()
        await pilot.press("x")
        assert editor.text.startswith("x")


async def test_keys_count_in_the_order_in_which_they_were_pressed() -> None:
    class Holder(App[None]):
        def compose(self) -> ComposeResult:
            with Vertical(), Vertical(), Vertical():
                yield CodeEditor("a.py", "", sign="*", colour=True, read_only=False)

    app = Holder()
    async with app.run_test() as pilot:
        editor = app.query_one(CodeEditor)
        editor.focus()
        await pilot.pause()
        for _ in range(20):  # all at once, as a terminal hands over what was typed while something else was done
            for key, character in (("a", "a"), ("b", "b"), ("backspace", None), ("c", "c"), ("left", None), ("d", "d")):
                editor.post_message(events.Key(key, character))
            editor.post_message(events.Key("end", None))
        await pilot.pause()
        assert editor.text == "adc" * 20


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("ctrl+end", "x", "ctrl+home", "y"), "yone two\nthreex"),
        (("ctrl+a", "x"), "x"),
        (("ctrl+a", "ctrl+x"), ""),
        (("ctrl+a", "ctrl+c", "ctrl+end", "ctrl+v"), "one two\nthreeone two\nthree"),
        (("ctrl+slash",), "# one two\nthree"),
        (("ctrl+underscore",), "# one two\nthree"),
        (("x", "ctrl+z", "ctrl+y"), "xone two\nthree"),
        (("x", "ctrl+z", "ctrl+shift+z"), "xone two\nthree"),
        (("ctrl+right", "x"), "onex two\nthree"),
        (("end", "ctrl+left", "x"), "one xtwo\nthree"),
        (("end", "ctrl+w"), "one \nthree"),
        (("alt+delete",), " two\nthree"),
        (("ctrl+shift+k",), "three"),
        (("shift+right", "x"), "xne two\nthree"),
        (("shift+down", "x"), "xthree"),
        (("ctrl+end", "shift+up", "x"), "one tx"),
        (("end", "shift+home", "x"), "x\nthree"),
        (("ctrl+shift+right", "x"), "x two\nthree"),
        (("end", "ctrl+shift+left", "x"), "one x\nthree"),
        (("ctrl+end", "pageup", "x"), "one txwo\nthree"),
        (("ctrl+shift+down",), "three\none two"),
        (("ctrl+end", "ctrl+shift+up"), "three\none two"),
    ],
)
async def test_every_key_does_what_help_says(keys: tuple[str, ...], text: str) -> None:
    async with editing("one two\nthree") as (pilot, editor):
        editor.move_cursor((0, 0))
        await pilot.press(*keys)
        assert editor.text == text
