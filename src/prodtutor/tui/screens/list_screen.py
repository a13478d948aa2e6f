"""A screen with one list: a title, a line about it, the list, and, if wanted, what there is to say of its lines."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import OptionList, Static

from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.widgets.key_bar import KeyBar

Result = TypeVar("Result")


class ListScreen(Screen[Result]):
    """The frame, and the keys that go through the list. What is in it is up to the class built on it."""

    CSS_PATH = Path(__file__).with_name("list.tcss")  # wherever the class built on it stands
    HEADING: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    BELOW: ClassVar[bool] = True
    """Whether there is room below for what is said of the highlighted line."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("pagedown,space", "scroll(1)", "Scroll the steps", show=False, priority=True),
        Binding("pageup", "scroll(-1)", "Scroll the steps back", show=False, priority=True),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    def __init__(self, desk: Desk, glyphs: Glyphs) -> None:
        super().__init__()
        self._desk = desk
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        yield Static(self.HEADING, id="title", markup=False)
        yield Static(self.ABOUT, id="about", markup=False)
        yield OptionList(compact=True, markup=False)
        if self.BELOW:
            with VerticalScroll(id="below", can_focus=False):
                yield Static("", id="said", markup=False)
        yield KeyBar(show_command_palette=False)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Without anything below there is nothing to scroll: the keys go to the list."""
        return self.BELOW if action == "scroll" else True

    def action_scroll(self, by: int) -> None:
        """Scroll what is said of the highlighted line."""
        below = self.query_one("#below", VerticalScroll)
        if by > 0:
            below.scroll_page_down(animate=False)
        else:
            below.scroll_page_up(animate=False)

    def action_move(self, by: int) -> None:
        """Go through the list."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()
