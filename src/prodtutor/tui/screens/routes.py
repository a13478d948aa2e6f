"""The ways through the lessons: choose one, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from prodtutor.tui.desk import Desk
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.screens.list_screen import ListScreen
from prodtutor.tui.widgets.finding_text import in_code
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.course import RouteState

_NONE = "none"


_ROOMY = 70
"""Columns from which a route's minutes are said."""


def _words(state: RouteState) -> tuple[str, str]:
    """Its title and its time."""
    minutes = state.route.minutes
    return neutralise(state.route.title), neutralise(f"{minutes} min" if minutes else "")


class RoutesScreen(ListScreen[bool]):
    """Gives back True when another route was chosen."""

    HEADING = "Routes"
    ABOUT = "Ways through the lessons. Nothing is locked: a route is a suggestion."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Follow this route", priority=True),
        Binding("escape,q", "dismiss(False)", "Back", priority=True),
    ]

    def __init__(self, desk: Desk, glyphs: Glyphs) -> None:
        super().__init__(desk, glyphs)
        self._states: tuple[RouteState, ...] = ()

    def on_mount(self) -> None:
        self._fill()

    @work(group="routes", exclusive=True)
    @errand
    async def _fill(self) -> None:
        self._states = await ask(self, self._desk.routes)
        listed = self.query_one(OptionList)
        chosen = next((state.route.name for state in self._states if state.chosen), _NONE)
        options = [Option(self._line(state), id=state.route.name) for state in self._states]
        mark = self._glyphs.mark if chosen == _NONE else " "
        listed.set_options([*options, Option(Content(f"{mark} No route"), id=_NONE)])
        names = [*(state.route.name for state in self._states), _NONE]
        listed.highlighted = names.index(chosen) if chosen != _NONE else 0
        listed.focus()

    def _line(self, state: RouteState) -> Content:
        mark = self._glyphs.mark if state.chosen else " "
        titles, times = (max(map(len, texts)) for texts in zip(*map(_words, self._states), strict=True))
        count = f"{state.done} of {len(state.stops)} done"
        title, time = _words(state)
        if self.app.size.width < _ROOMY:
            return Content.assemble((f"{mark} ", "$accent"), title, (f"  {state.done}/{len(state.stops)}", MUTED))
        return Content.assemble((f"{mark} ", "$accent"), f"{title:<{titles}}", (f"   {time:>{times}}   {count}", MUTED))

    @on(OptionList.OptionHighlighted)
    def _looked_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        state = next((state for state in self._states if state.route.name == event.option_id), None)
        self.query_one("#said", Static).update(self._said(state) if state else "Choose lessons as you like.")

    def _said(self, state: RouteState) -> Content:
        parts: list[Content] = [Content(neutralise(state.route.about))]
        for stop in state.stops:
            sign = self._glyphs.done if stop.done else self._glyphs.not_yet
            label = stop.step or f"lesson {stop.number}"
            planned = "" if stop.ready else f" {self._glyphs.dot} planned"
            parts.append(
                Content.assemble(
                    f"{sign} ", (f"{label:<9} ", "$accent"), in_code(neutralise(stop.title)), (planned, MUTED)
                )
            )
        return Content("\n").join(parts)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_id)

    def action_choose(self) -> None:
        """Follow the highlighted route."""
        option = self.query_one(OptionList).highlighted_option
        self._choose(option.id if option else None)

    @work(group="choose")
    @errand
    async def _choose(self, name: str | None) -> None:
        if name is not None:
            await ask(self, self._desk.choose_route, None if name == _NONE else name)
            self.dismiss(True)
