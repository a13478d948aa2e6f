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
from prodtutor.tui.widgets.finding_text import hung

_WIDEST, _FRAME = 84, 7
"""Columns of the paper at most, and of its frame, its padding and its scrollbar."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line of the table."""

    keys: str
    does: str


def key_lines(node: type[DOMNode], *, taken: frozenset[str] = frozenset(), typed: bool | None = None) -> list[KeyLine]:
    """What the bindings of a class say; keys with the same action share a line.

    taken: keys that never get there. typed: only the keys that an editor would take for text, or only the others.
    """
    lines: dict[str, list[str]] = {}
    says: dict[str, str] = {}
    for cls in _heard(node):
        for binding in Binding.make_bindings(cls.__dict__.get("BINDINGS", [])):
            does = binding.tooltip or binding.description
            if binding.key in taken or (typed is not None and _types(binding) is not typed):
                continue
            if does and not binding.system:
                keys = lines.setdefault(binding.action, [])
                name = _pretty(binding.key)
                if name not in keys:
                    keys.append(name)
                says.setdefault(binding.action, does)
    return [KeyLine(", ".join(keys), says[action]) for action, keys in lines.items()]


def _heard(node: type[DOMNode]) -> list[type]:
    """The classes whose bindings hold for `node`, the nearest first: its own keys matter most."""
    classes: list[type] = []
    for cls in node.__mro__:
        classes.append(cls)
        if not getattr(cls, "_inherit_bindings", True):
            break
    return classes


def _types(binding: Binding) -> bool:
    """Whether an editor would take the key for a character before the binding sees it."""
    return not binding.priority and (len(binding.key) == 1 or binding.key == "question_mark")


def prior_keys(*nodes: type[DOMNode]) -> frozenset[str]:
    """Keys that these classes take before the widget with the focus sees them."""
    return frozenset(
        binding.key
        for node in nodes
        for cls in _heard(node)
        for binding in Binding.make_bindings(cls.__dict__.get("BINDINGS", []))
        if binding.priority
    )


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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,enter", "dismiss(None)", "Close", priority=True),
        Binding("w", "welcome", "The welcome again", priority=True),
    ]

    def __init__(self, screen: Screen[object], glyphs: Glyphs, more: Sequence[tuple[str, type[DOMNode]]] = ()) -> None:
        super().__init__()
        self._below = screen
        self._glyphs = glyphs
        self._more = more

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="paper") as paper:
            paper.border_title = Content("Help")
            paper.border_subtitle = Content("w shows the welcome again, Esc closes")
            yield Static(Content("Everything is also in the command palette: Ctrl+P."), classes="paragraph")
            below = type(self._below)
            if self._below.query(TextArea):
                yield self._table("This screen", key_lines(below, typed=False))
                yield self._table("Outside the editor (Esc leaves it)", key_lines(below, typed=True))
            else:
                yield self._table("This screen", key_lines(below))
            taken = prior_keys(below, type(self.app))
            for title, node in self._more:
                own = isinstance(self.app, node)
                yield self._table(title, key_lines(node, taken=frozenset() if own else taken))
            if self._below.query(TextArea):
                yield Static(self._signs(), classes="paragraph")

    async def action_welcome(self) -> None:
        """Show the first three pages again."""
        await self.dismiss(None)
        await self.app.run_action("app.welcome")

    def _table(self, title: str, lines: list[KeyLine]) -> Static:
        across = self.app.size.width
        room = 22 if across >= 60 else 9
        width = min(_WIDEST, across * 96 // 100) - _FRAME
        parts: list[Content] = [Content.styled(title, "bold $accent")]
        for line in lines:
            keys = f"{line.keys:<{room}} "
            parts.append(Content.assemble((keys, "bold"), hung(line.does, width, len(keys))))
        return Static(Content("\n").join(parts), classes="paragraph")

    def _signs(self) -> Content:
        signs = [
            Content.assemble((f"{self._glyphs.state(state)}  ", "bold"), state.value)
            for state in StepState
            if state is not StepState.UNSEEN
        ]
        return Content("\n").join([Content.styled("Signs", "bold $accent"), *signs])
