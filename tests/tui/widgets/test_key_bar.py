"""The keys of a screen, as many as fit: the first one, the way back, the way out, and Help stay longest."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot

from prodtutor.tui.widgets.key_bar import KeyBar

from ..conftest import shown, until


class Keys(App[None]):
    BINDINGS = [  # noqa: RUF012 – as Textual has it
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("ctrl+q", "quit", "Quit", priority=True, key_display="Ctrl+Q"),
        Binding("f9", "run", "Run", key_display="F9"),
        Binding("f2", "hint", "Hint", key_display="F2"),
        Binding("x", "more", "And more of it"),
        Binding("escape", "leave", "Back", key_display="Esc"),
    ]
    COMMAND_PALETTE_DISPLAY = "Ctrl+P"

    def compose(self) -> ComposeResult:
        yield KeyBar()


def _row(pilot: Pilot[None]) -> str:
    return shown(pilot).splitlines()[-1]


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (100, " F9 Run  F2 Hint  x And more of it  Esc Back  F1 Help  Ctrl+Q Quit" + " " * 23 + "Ctrl+P More"),
        (73, " F9 Run F2 Hint x And more of it Esc Back F1 Help Ctrl+Q Quit Ctrl+P More"),
        (65, " F9 Run F2 Hint x And more of it Esc Back F1 Help ^Q Quit ^P More"),
        (50, " F9 Run F2 Hint Esc Back F1 Help ^Q Quit"),
        (24, " F9 Run Esc Back ^Q Quit"),
    ],
)
async def test_what_is_shown_depends_on_the_room(width: int, row: str) -> None:
    async with Keys().run_test(size=(width, 3)) as pilot:
        await until(pilot, lambda: _row(pilot), "the keys")
        assert _row(pilot) == row


async def test_it_is_fitted_anew_when_the_terminal_changes() -> None:
    async with Keys().run_test(size=(100, 3)) as pilot:
        await until(pilot, lambda: "Ctrl+P More" in _row(pilot), "all of it")
        await pilot.resize_terminal(24, 3)
        await until(pilot, lambda: _row(pilot) == " F9 Run Esc Back ^Q Quit", "what there is room for")
