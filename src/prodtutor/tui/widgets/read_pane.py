"""What there is to read: the brief, the concept of the step being worked on, and the lesson's cards."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from prodtutor.curriculum.model import Lesson, Step
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.problems import errand
from prodtutor.tui.widgets.pane import Pane
from prodtutor.tui.widgets.prose import Prose, portions
from prodtutor.tui.widgets.tab_strip import Tab, TabStrip

_WIDEST = 48
"""Columns of the pane where it stands beside others. Alone it may be wider, but then it has more room than text."""


class ReadingScroll(VerticalScroll, can_focus=True):
    """Scrolls a page; also with the keys of a pager."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("space", "page_down", "Next page", show=False),
    ]


class ReadPane(Pane):
    """Tabs Brief, Concept and Cards over one scrolled page.

    A page comes in portions: the first is what the screen has room for, so that a long page is there at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Previous page: brief, concept, cards", show=False),
        Binding("right", "turn(1)", "Next page: brief, concept, cards", show=False),
    ]
    DEFAULT_CSS = """
    ReadPane {
        & > TabStrip { margin: 0 1; }
        & > ReadingScroll { height: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; padding: 0 0 1 0; }
        Markdown { padding: 0 1; margin: 0; background: $background; }
        MarkdownH1 {
            content-align: left middle;
            color: $accent;
            text-style: bold;
            margin: 1 0 0 0;
            padding: 0;
            border: none;
            background: $background;
        }
        MarkdownH2 { color: $accent; text-style: bold; margin: 1 0 0 0; }
        MarkdownH3 { color: $foreground; text-style: bold; margin: 1 0 0 0; }
        MarkdownFence { margin: 1 0; overflow: hidden hidden; }
        MarkdownFence > Label { padding: 0 1; width: 1fr; }
        MarkdownTable { margin: 1 0; }
    }
    """

    def __init__(self, lesson: Lesson, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lesson = lesson
        self._glyphs = glyphs
        self._step: Step | None = None
        self._shown = ""
        self._rest: list[str] = []
        """Portions of the page that are still to come."""
        self._page = "brief"
        self._resume_at = 0

    def compose(self) -> ComposeResult:
        yield TabStrip(self._tabs(), active=self._page, id="reading")
        with ReadingScroll():
            yield self._first_portion(self._text())

    def on_mount(self) -> None:
        self.title("Read")

    def _first_portion(self, text: str) -> Prose:
        """As much as can be seen; the rest is put by. All of it when the reader is somewhere down the page."""
        self._shown = text
        width, height = self.app.size
        seen = min(width, _WIDEST) * height * 2 // 3  # a third of the cells stay empty
        first, *self._rest = [text] if self._resume_at else portions(text, seen)
        page = Prose(first)
        if self._glyphs.ascii:
            page.BULLETS = ["- ", "* "]
        return page

    def _tabs(self) -> tuple[Tab, ...]:
        tabs = [Tab("brief", "Brief"), Tab("concept", f"Concept {self._step.id}" if self._step else "Concept")]
        if self._lesson.cards:
            tabs.append(Tab("cards", "Cards"))
        return tuple(tabs)

    def show_step(self, step: Step | None) -> None:
        """Let the concept be that of `step`."""
        self._step = step
        if self.is_mounted:
            self.query_one("#reading", TabStrip).tabs = self._tabs()
            if self._page == "concept":
                self._draw()

    def show_page(self, page: str) -> None:
        """Show "brief", "concept" or "cards"."""
        self._page = page
        if self.is_mounted:
            self.query_one("#reading", TabStrip).active = page
            self._draw()

    def bookmark(self) -> str:
        """The page and how far down it is read: what `resume` takes."""
        return f"{self._page} {self.query_one(ReadingScroll).scroll_offset.y}"

    def resume(self, bookmark: str) -> None:
        """Open the page of a bookmark where it was left; one that is not understood is the beginning of the brief."""
        page, _, row = bookmark.partition(" ")
        if page in (tab.id for tab in self._tabs()) and row.isdecimal():
            self._resume_at = int(row)
            self.show_page(page)

    def complete(self) -> None:
        """Bring what the first frame had no room for, and go to the bookmark."""
        self._draw()

    def turn(self, by: int) -> None:
        """Show the page `by` tabs further on; after the last comes the first."""
        names = [tab.id for tab in self._tabs()]
        self.show_page(names[(names.index(self._page) + by) % len(names)])

    def action_turn(self, by: int) -> None:
        """Show the next or previous page."""
        self.turn(by)

    def focus_page(self) -> None:
        """Put the focus on the text."""
        self.focus_on(self.query_one(ReadingScroll))

    def _text(self) -> str:
        if self._page == "concept":
            return (self._step.concept if self._step else "") or "This step has no page of its own."
        if self._page == "cards":
            return "\n\n---\n\n".join(card.text.strip() for card in self._lesson.cards)
        return self._lesson.brief

    @work(exclusive=True, group="read")
    @errand
    async def _draw(self) -> None:
        text = self._text()
        scroll = self.query_one(ReadingScroll)
        if text != self._shown or self._resume_at:
            if text != self._shown:
                page, self._shown = self._first_portion(text), ""
                with self.app.batch_update():
                    await scroll.remove_children(Prose)
                    await scroll.mount(page)
                self._shown = text  # and not before: another call may end this one on the way
            at, self._resume_at = self._resume_at, 0
            self.call_after_refresh(scroll.scroll_to, y=at, animate=False)
        while self._rest:
            await scroll.query_one(Prose).add(self._rest.pop(0))

    @on(TabStrip.Picked, "#reading")
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.show_page(event.tab)

    @on(TabStrip.Entered, "#reading")
    def _entered(self, event: TabStrip.Entered) -> None:
        event.stop()
        self.focus_page()
