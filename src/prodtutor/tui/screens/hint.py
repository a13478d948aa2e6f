"""Hints for one goal, one at a time."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from prodtutor.curriculum.model import Goal, Step
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import MUTED
from prodtutor.tui.problems import ask, errand
from prodtutor.tui.widgets.finding_text import in_code
from prodtutor.tui.widgets.prose import Prose
from prodtutor.untrusted import neutralise


class HintScreen(ModalScreen[None]):
    """Shows the hints that were shown before, and the next one when it is asked for. The first comes at once."""

    CSS_PATH = "paper.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close", show=False),
        Binding("f2,n,enter,question_mark", "more", "Next hint", show=False, priority=True),
    ]

    def __init__(self, desk: LessonDesk, step: Step, goal: str) -> None:
        super().__init__()
        self._desk = desk
        self._step = step
        self._goal: Goal | None = next((g for g in step.goals if g.name == goal), None)
        self.shown = 0
        """How many hints are on the screen."""
        self._busy = True  # one at a time: a hint that is asked for counts as shown

    def compose(self) -> ComposeResult:
        title = self._goal.title if self._goal else self._step.title
        with VerticalScroll(classes="paper") as paper:
            paper.border_title = Content("Hint")
            yield Static(
                Content.assemble((f"{self._step.id}  ", MUTED), in_code(neutralise(title)).stylize_before("bold")),
                classes="paragraph",
            )

    def on_mount(self) -> None:
        self._first()

    @work(group="hint")
    @errand
    async def _first(self) -> None:
        if self._goal is None:
            return
        try:
            await self._come_back(self._goal)
        finally:
            self._busy = False

    async def _come_back(self, goal: Goal) -> None:
        before = await ask(self, self._desk.shown_hints, self._step.id, goal.name)
        for text in before:
            await self._add(text)
        if not before:
            await self._next(goal)

    @work(group="hint")
    @errand
    async def action_more(self) -> None:
        """Show the next hint."""
        if self._busy or self._goal is None or not 0 < self.shown < len(self._goal.hints):
            return
        self._busy = True
        try:
            await self._next(self._goal)
        finally:
            self._busy = False

    async def _next(self, goal: Goal) -> None:
        if self._desk.writable:
            hint = await ask(self, self._desk.next_hint, self._step.id, goal.name)
            await self._add(hint.text)
        elif self.shown < len(goal.hints):
            await self._add(goal.hints[self.shown])

    async def _add(self, text: str) -> None:
        self.shown += 1
        self._say()
        of = len(self._goal.hints) if self._goal else self.shown
        paper = self.query_one(".paper", VerticalScroll)
        label = Static(Content.styled(f"Hint {self.shown} of {of}", "$accent"))
        await paper.mount(label, Prose(text))
        paper.scroll_end(animate=False)

    def _say(self) -> None:
        more = self._goal is not None and self.shown < len(self._goal.hints)
        text = "F2 shows the next one, Esc closes" if more else "That was the last one. Esc closes"
        self.query_one(".paper", VerticalScroll).border_subtitle = Content(text)
