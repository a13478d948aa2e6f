"""Two lines below the text: what to look for, and what to put in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Checkbox, Input, Static

from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.widgets.text_search import Search

_TIGHT = 60
"""Columns up to which the fields say their names themselves."""


class _Choice(Checkbox):
    """`[x] word`: whether it is chosen can be told without colours."""

    @property
    def _button(self) -> Content:
        return Content.styled("[x]" if self.value else "[ ]", self.get_visual_style("toggle--button"))


class FindBar(Vertical):
    """Says what is wanted; the pane around it looks. Escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close the search", show=False),
        Binding("down", "step(1)", "Next place", key_display="Enter, Down", show=False),
        Binding("up", "step(-1)", "Previous place", show=False),
    ]
    DEFAULT_CSS = """
    FindBar {
        height: auto;
        background: $panel;
        padding: 0 1;
        & Horizontal { height: 1; }
        & .label { width: 9; color: $text-muted; }
        & Input { width: 1fr; margin: 0 1 0 0; background: $background; }
        & Input:nocolor { text-style: underline; }
        & .count { width: auto; min-width: 10; color: $accent; }
        & Checkbox, & Checkbox:focus { width: auto; border: none !important; margin: 0 0 0 1; background: $panel; }
        & Checkbox > .toggle--button, & Checkbox.-on > .toggle--button { color: $foreground; background: $panel; }
        & Checkbox:focus > .toggle--label { text-style: bold underline; }
        & Button { min-width: 5; height: 1; background: $background; &:focus { text-style: bold underline; } }
        &.-reading #replacing .writing { display: none; }
    }
    """

    @dataclass
    class Changed(Message):
        """Something else is looked for."""

        search: Search

    @dataclass
    class Stepped(Message):
        """To the next (1) or the previous (-1) place."""

        by: int

    @dataclass
    class Replaced(Message):
        """Put `by` in the place of this one, or of `every` one."""

        by: str
        every: bool

    @dataclass
    class Closed(Message):
        """The learner is through with it."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        up = "Up" if self._glyphs.ascii else "↑"
        tight = self.app.size.width < _TIGHT
        find = "Find" if tight else f"Enter: next, {up}: previous, Esc: close"
        with Horizontal():
            yield Static("Find", classes="label")
            yield Input(id="wanted", placeholder=find, compact=True)
            yield Static("", classes="count", markup=False)
        with Horizontal(id="replacing"):
            yield Static("Replace", classes="label writing")
            yield Input(id="by", placeholder="Replace" if tight else "Enter: this one", compact=True, classes="writing")
            yield Button("All", id="all", compact=True, classes="writing")
            yield _Choice("case", id="case", compact=True)
            yield _Choice("word", id="word", compact=True)

    def open(self, wanted: str, *, replace: bool) -> None:
        """Show it; an empty `wanted`: look for what was looked for last."""
        self.display = True
        self.set_class(not replace, "-reading")
        field = self.query_one("#wanted", Input)
        if wanted and wanted != field.value:
            field.value = wanted
        else:
            self._change()
        field.select_all()
        self.screen.set_focus(field)  # at once, and not by a message: the next key is for it

    def say(self, text: str) -> None:
        """Say which place of how many it is."""
        self.query_one(".count", Static).update(Content(text))

    def _change(self) -> None:
        self.post_message(
            self.Changed(
                Search(
                    wanted=self.query_one("#wanted", Input).value,
                    case=self.query_one("#case", _Choice).value,
                    whole=self.query_one("#word", _Choice).value,
                )
            )
        )

    @on(Input.Changed, "#wanted")
    @on(Checkbox.Changed)
    def _wanted_changed(self, event: Message) -> None:
        event.stop()
        self._change()

    @on(Input.Changed, "#by")
    def _by_changed(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted, "#wanted")
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_step(1)

    @on(Input.Submitted, "#by")
    def _replace(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Replaced(event.value, every=False))

    @on(Button.Pressed)
    def _replace_all(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Replaced(self.query_one("#by", Input).value, every=True))

    def action_step(self, by: int) -> None:
        """To the next or the previous place."""
        self.post_message(self.Stepped(by))

    def action_close(self) -> None:
        """Close the search; the place that was found stays selected."""
        self.display = False
        self.post_message(self.Closed())
