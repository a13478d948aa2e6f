"""Whole lines: moved, doubled, commented, taken over."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.widgets.text_area import Selection

from .test_code_editor import editing


async def test_lines_move_past_their_neighbours_and_stop_at_the_edges() -> None:
    async with editing("a\nb\nc\n") as (pilot, editor):
        editor.selection = Selection((1, 0), (2, 1))
        await pilot.press("alt+up")
        assert editor.text == "b\nc\na\n"
        assert editor.selected_text == "b\nc"
        await pilot.press("alt+up")
        assert editor.text == "b\nc\na\n"
        await pilot.press("alt+down", "alt+down")
        assert editor.text == "a\nb\nc\n"  # the end of the file stays the end
        await pilot.press("ctrl+z")
        assert editor.text == "b\nc\na\n"


async def test_lines_are_doubled_below_themselves() -> None:
    async with editing("a\nb") as (pilot, editor):
        editor.move_cursor((1, 1))
        await pilot.press("ctrl+d", "x")
        assert editor.text == "a\nb\nbx"


async def test_a_file_without_such_comments_is_left_alone() -> None:
    async with editing("a,b") as (_pilot, editor):
        editor.file = "sales.csv"
        editor.action_comment()
        assert editor.text == "a,b"


async def test_a_text_to_read_only_stays() -> None:
    async with editing("a\nb\n") as (pilot, editor):
        editor.read_only = True
        await pilot.press("ctrl+d", "alt+down", "tab", "enter", "x", "backspace", "delete")
        editor.action_comment()
        assert editor.text == "a\nb\n"


TEXTS = st.lists(st.sampled_from(["", "a", "b", "def f():", "    return 1"]), max_size=8).map("\n".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, min_size=2, max_size=6))
async def test_any_text_is_taken_over_exactly_and_given_back(texts: list[str]) -> None:
    async with editing(texts[0]) as (pilot, editor):
        for text in texts[1:]:
            editor.take_text(text)
            assert editor.text == text
        await pilot.pause()
        while editor.history.undo_stack:
            editor.undo()
        assert editor.text == texts[0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
async def test_the_cursor_stays_in_its_line(line_end: str) -> None:
    async with editing(line_end.join(["a", "b", "cursor", "d"])) as (_pilot, editor):
        editor.move_cursor((2, 3))
        editor.take_text(line_end.join(["a", "new", "b2", "cursor", "d"]))
        assert editor.document.get_line(editor.cursor_location[0]) == "cursor"
        assert editor.cursor_location[1] == 3
