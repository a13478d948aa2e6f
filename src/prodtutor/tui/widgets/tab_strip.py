"""One row of tabs. Textual's own take two or three rows, which a small terminal does not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from prodtutor.tui.glyphs import MUTED


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its key, what it says, and a sign behind it (empty for none)."""

    id: str
    label: str
    sign: str = ""


_GAP = 2
"""Cells between two tabs."""


def _cells(tab: Tab) -> int:
    """What a tab takes, with the gap behind it."""
    return Content(tab.label).cell_length + (1 + Content(tab.sign).cell_length if tab.sign else 0) + _GAP


class TabStrip(Widget, can_focus=True):
    """Tabs in one row: left and right choose, so does the mouse."""

    COMPONENT_CLASSES = {"tabs--tab", "tabs--active", "tabs--sign"}  # noqa: RUF012 – as Textual has it
    DEFAULT_CSS = """
    TabStrip {
        height: 1;
        width: 1fr;
        & .tabs--tab { color: $text-muted; }
        & .tabs--active { color: $foreground; text-style: bold underline; }
        & .tabs--sign { color: $accent; }
        &:focus .tabs--active { color: $accent; text-style: bold underline; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Previous tab", show=False),
        Binding("right", "step(1)", "Next tab", show=False),
        Binding("home", "edge(0)", "First tab", show=False),
        Binding("end", "edge(-1)", "Last tab", show=False),
        Binding("enter,down", "enter", "Go in", show=False),
    ]

    tabs: reactive[tuple[Tab, ...]] = reactive((), layout=True)
    active: reactive[str] = reactive("")
    hint: reactive[str] = reactive("")
    """Said softly behind the tabs, where there is room for all of it."""

    @dataclass
    class Picked(Message):
        """Somebody chose a tab."""

        strip: TabStrip
        tab: str

        @property
        def control(self) -> TabStrip:
            return self.strip

    @dataclass
    class Entered(Message):
        """Enter or down on the strip: the learner wants what stands below it."""

        strip: TabStrip

        @property
        def control(self) -> TabStrip:
            return self.strip

    def __init__(self, tabs: Sequence[Tab] = (), *, active: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.set_reactive(TabStrip.tabs, tuple(tabs))
        self.set_reactive(TabStrip.active, active or (tabs[0].id if tabs else ""))
        self._spans: list[tuple[int, int, str]] = []

    def get_content_width(self, _container: Size, _viewport: Size) -> int:
        return sum(_cells(tab) for tab in self.tabs)

    def _shown(self, width: int) -> tuple[int, int]:
        """The range of tabs that fits in `width` cells, with the active one in it."""
        sizes = [_cells(tab) for tab in self.tabs]
        if sum(sizes) - _GAP <= width:
            return 0, len(sizes)
        at = next((i for i, tab in enumerate(self.tabs) if tab.id == self.active), 0)
        first, last, used = at, at + 1, sizes[at]
        while True:
            if last < len(sizes) and used + sizes[last] <= width - 4:
                used += sizes[last]
                last += 1
            elif first > 0 and used + sizes[first - 1] <= width - 4:
                first -= 1
                used += sizes[first]
            else:
                return first, last

    def render(self) -> Content:
        first, last = self._shown(self.size.width)
        parts: list[Content] = []
        self._spans = []
        x = 0
        if first > 0:
            parts.append(Content.styled("< ", MUTED))
            self._spans.append((0, 2, self.tabs[first - 1].id))
            x = 2
        for tab in self.tabs[first:last]:
            active = tab.id == self.active
            style = self.get_visual_style("tabs--active" if active else "tabs--tab")
            label = Content(tab.label).stylize(style)
            if tab.sign:
                label = Content.assemble(label, " ", Content(tab.sign).stylize(self.get_visual_style("tabs--sign")))
            end = x + label.cell_length + _GAP
            self._spans.append((x, end, tab.id))
            parts.extend((label, Content(" " * _GAP)))
            x = end
        if last < len(self.tabs):
            parts.append(Content.styled(">", MUTED))
            self._spans.append((x, x + 1, self.tabs[last].id))
        elif self.hint and x + Content(self.hint).cell_length <= self.size.width:
            parts.append(Content.styled(self.hint, MUTED))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        for start, end, tab in self._spans:
            if start <= event.x < end:
                self.post_message(self.Picked(self, tab))
                return

    def action_step(self, by: int) -> None:
        """Choose the tab `by` places further on."""
        names = [tab.id for tab in self.tabs]
        if names:
            at = names.index(self.active) if self.active in names else 0
            self.post_message(self.Picked(self, names[(at + by) % len(names)]))

    def action_edge(self, at: int) -> None:
        """Choose the first or last tab."""
        if self.tabs:
            self.post_message(self.Picked(self, self.tabs[at].id))

    def action_enter(self) -> None:
        self.post_message(self.Entered(self))
