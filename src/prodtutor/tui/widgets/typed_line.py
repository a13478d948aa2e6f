"""A line to type in, for a program that reads what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from prodtutor.untrusted import neutralise


class _Field(Input):
    """Ctrl+D in the empty field ends the input, as in a terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+d", "end_input", "End the program's input", show=False)]

    def action_end_input(self) -> None:
        if self.value:
            self.action_delete_right()
        else:
            self.post_message(TypedLine.Ended())


class TypedLine(Horizontal):
    """The line that the program has begun (`Your name? `), and a field behind it."""

    DEFAULT_CSS = """
    TypedLine {
        height: 1;
        padding: 0 1;
        background: $panel;
        & > Static { width: auto; max-width: 60%; height: 1; }
        & > Input { width: 1fr; background: $panel; }
    }
    """

    prompt: reactive[str] = reactive("")

    @dataclass
    class Sent(Message):
        """A line for the program, without its end."""

        text: str

    @dataclass
    class Ended(Message):
        """There is no more to come."""

    def compose(self) -> ComposeResult:
        yield Static(markup=False)
        yield _Field(placeholder="Type here; Enter hands it to the program, Ctrl+D ends it", compact=True)

    def watch_prompt(self, prompt: str) -> None:
        for shown in self.query(Static):
            shown.update(Content(neutralise(prompt[-200:])))

    def focus_field(self) -> None:
        """Put the focus into the field."""
        for field in self.query(_Field):
            self.screen.set_focus(field)

    @on(Input.Submitted)
    def _send(self, event: Input.Submitted) -> None:
        event.stop()
        event.input.clear()
        self.post_message(self.Sent(event.value))
