"""All cards of the pack, to choose one and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.list_screen import ListScreen
from prodtutor.tui.screens.page import PageScreen, Sheet
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.reading import Shelf


class CardsScreen(ListScreen[None]):
    """One list, with a heading for the course and for each lesson."""

    HEADING = "Cards"
    ABOUT = "Short pages on what no exercise can show. In any order."
    BELOW = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "read", "Read", priority=True),
        Binding("escape,q", "dismiss(None)", "Back", priority=True),
    ]

    def __init__(self, desk: Desk, glyphs: Glyphs, lesson: str = "") -> None:
        """lesson: the slug whose first card is highlighted."""
        super().__init__(desk, glyphs)
        self._lesson = lesson
        self._sheets: list[Sheet] = []

    def on_mount(self) -> None:
        self._fill()

    @work(group="cards", exclusive=True)
    @errand
    async def _fill(self) -> None:
        shelves = await ask(self, self._desk.shelves)
        options: list[Option] = []
        here = None
        for shelf in shelves:
            heading = Content.styled(self._heading(shelf), "$accent")
            options.append(Option(Content("\n") + heading if options else heading, disabled=True))
            if shelf.lesson == self._lesson:
                here = len(options)
            for card in shelf.cards:
                options.append(Option(Content(f"  {neutralise(card.title)}"), id=str(len(self._sheets))))
                self._sheets.append(Sheet(self._heading(shelf), card.text))
        listed = self.query_one(OptionList)
        listed.set_options(options)
        if options:
            listed.highlighted = here if here is not None else 1
        else:
            self.query_one("#about", Static).update("This pack has no cards.")
        listed.focus()

    def _heading(self, shelf: Shelf) -> str:
        return neutralise(f"Lesson {shelf.number} {self._glyphs.dot} {shelf.title}" if shelf.number else shelf.title)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._read(event.option_id)

    def action_read(self) -> None:
        """Read the highlighted card."""
        option = self.query_one(OptionList).highlighted_option
        self._read(option.id if option else None)

    def _read(self, number: str | None) -> None:
        if number is not None:
            self.app.push_screen(PageScreen(self._sheets, self._glyphs, int(number)))
