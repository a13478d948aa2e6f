"""The keys of the screen below, read from its bindings: what works is what is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Static, TextArea

from prodtutor.tui.glyphs import Glyphs, StepState


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the table."""

    keys: str
    does: str


def key_lines(node: type[DOMNode]) -> list[KeyLine]:
    """What the bindings of a class say; keys with the same action share a line."""
    lines: dict[str, list[str]] = {}
    says: dict[str, str] = {}
    for cls in node.__mro__:  # the nearest class first: its own keys matter most
        for binding in Binding.make_bindings(cls.__dict__.get("BINDINGS", [])):
            does = binding.tooltip or binding.description
            if does and not binding.system:
                keys = lines.setdefault(binding.action, [])
                name = _pretty(binding.key)
                if name not in keys:
                    keys.append(name)
                says.setdefault(binding.action, does)
    return [KeyLine(", ".join(keys), says[action]) for action, keys in lines.items()]


def _pretty(key: str) -> str:
    words = {
        "question_mark": "?",
        "escape": "Esc",
        "pagedown": "PgDn",
        "pageup": "PgUp",
        "enter": "Enter",
        "space": "Space",
    }
    parts = [words.get(part, part.capitalize() if len(part) > 1 else part.upper()) for part in key.split("+")]
    return key if len(key) == 1 else "+".join(parts)


class HelpScreen(ModalScreen[None]):
    """A table of keys, and what the signs mean."""

    CSS_PATH = "paper.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f1,enter", "dismiss(None)", "Close", priority=True)]

    def __init__(self, screen: Screen[object], glyphs: Glyphs, more: Sequence[tuple[str, type[DOMNode]]] = ()) -> None:
        super().__init__()
        self._below = screen
        self._glyphs = glyphs
        self._more = more

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="paper") as paper:
            paper.border_title = Content("Help")
            paper.border_subtitle = Content("Esc closes")
            yield Static(Content("Everything is also in the command palette: Ctrl+P."), classes="paragraph")
            yield self._table("This screen", key_lines(type(self._below)))
            for title, node in self._more:
                yield self._table(title, key_lines(node))
            if self._below.query(TextArea):
                yield Static(self._signs(), classes="paragraph")

    def _table(self, title: str, lines: list[KeyLine]) -> Static:
        room = 22 if self.app.size.width >= 60 else 9
        parts: list[Content] = [Content.styled(title, "bold $accent")]
        parts.extend(Content.assemble((f"{line.keys:<{room}} ", "bold"), line.does) for line in lines)
        return Static(Content("\n").join(parts), classes="paragraph")

    def _signs(self) -> Content:
        signs = [
            Content.assemble((f"{self._glyphs.state(state)}  ", "bold"), state.value)
            for state in StepState
            if state is not StepState.UNSEEN
        ]
        return Content("\n").join([Content.styled("Signs", "bold $accent"), *signs])
