"""Pages to read, one after the other: cards, and the welcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import errand
from prodtutor.tui.widgets.key_bar import KeyBar
from prodtutor.tui.widgets.prose import Prose
from prodtutor.tui.widgets.read_pane import ReadingScroll
from prodtutor.untrusted import neutralise


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what stands above it, and its Markdown."""

    above: str
    text: str


class PageScreen(Screen[None]):
    """Shows one sheet of several. Turning stops at the first and the last."""

    CSS_PATH = "page.tcss"
    AUTO_FOCUS = "ReadingScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help", priority=True),
        Binding("n,right", "turn(1)", "Next", key_display="n", tooltip="Next page"),
        Binding("p,left", "turn(-1)", "Previous", key_display="p", tooltip="Previous page"),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, sheets: Sequence[Sheet], glyphs: Glyphs, at: int = 0) -> None:
        super().__init__()
        self._sheets = tuple(sheets)
        self._glyphs = glyphs
        self.at = at

    def compose(self) -> ComposeResult:
        yield Static("", id="above", markup=False)
        with ReadingScroll():
            page = Prose(id="sheet")
            if self._glyphs.ascii:
                page.BULLETS = ["- ", "* "]
            yield page
        yield KeyBar(show_command_palette=False)

    def on_mount(self) -> None:
        self._show()

    @work(exclusive=True, group="page")
    @errand
    async def _show(self) -> None:
        sheet = self._sheets[self.at]
        count = f" {self._glyphs.dot} {self.at + 1} of {len(self._sheets)}" if len(self._sheets) > 1 else ""
        above = Content.assemble((neutralise(sheet.above), "bold $accent"), (count, MUTED))
        self.query_one("#above", Static).update(above)
        await self.query_one("#sheet", Prose).update(sheet.text)
        self.query_one(ReadingScroll).scroll_home(animate=False)

    def action_turn(self, by: int) -> None:
        """Next or previous page."""
        at = max(0, min(len(self._sheets) - 1, self.at + by))
        if at != self.at:
            self.at = at
            self._show()


class WelcomeScreen(PageScreen, inherit_bindings=False):
    """The first three pages. Enter turns; after the last one, and with Escape, home is there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,n,right", "go_on", "Go on", key_display="Enter", tooltip="Next page, then the lessons"),
        Binding("p,left", "turn(-1)", "Page before", key_display="p", tooltip="Previous page"),
        Binding("escape,q", "dismiss(None)", "Skip", priority=True),
        Binding("f1", "app.help", "Help", priority=True),
    ]

    def action_go_on(self) -> None:
        """The next page; from the last one on to the lessons."""
        if self.at == len(self._sheets) - 1:
            self.dismiss(None)
        else:
            self.action_turn(1)
