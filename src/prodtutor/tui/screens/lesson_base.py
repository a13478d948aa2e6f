"""What the parts of the lesson screen share: its desk, its panes, and what is known about the steps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from textual.screen import Screen

from prodtutor.checking.verdict import Finding, StepVerdict, Verdict
from prodtutor.curriculum.model import Lesson
from prodtutor.tui.desk import LessonDesk
from prodtutor.tui.glyphs import Glyphs
from prodtutor.tui.widgets.check_driver import CheckDriver
from prodtutor.tui.widgets.editor_pane import EditorPane
from prodtutor.tui.widgets.read_pane import ReadPane
from prodtutor.tui.widgets.run_pane import RunPane
from prodtutor.tui.widgets.status_line import Banner, StatusLine
from prodtutor.tui.widgets.steps_pane import StepsPane
from prodtutor.tui.widgets.tab_strip import Tab, TabStrip

if TYPE_CHECKING:
    from prodtutor.tui.app import TutorApp


PANES = (("read", "Read"), ("edit", "Edit"), ("steps", "Steps"), ("run", "Run"))
"""The panes by name, and what they are called."""


class LessonBase(Screen[None]):
    """Names and parts; what they do is in the classes built on it."""

    app: TutorApp

    def __init__(self, desk: LessonDesk, glyphs: Glyphs) -> None:
        super().__init__()
        self.desk = desk
        self.glyphs = glyphs
        lesson = desk.lesson
        # Held here and not looked up: leaving must work while the screen is being taken down.
        self.status_line = StatusLine(lesson.number, lesson.title, glyphs)
        self.banner = Banner()
        self.read_pane = ReadPane(lesson, glyphs, id="read")
        self.editor_pane = EditorPane(desk, glyphs, id="edit")
        self.steps_pane = StepsPane(lesson, glyphs, id="steps-pane")
        self.run_pane = RunPane(desk, id="run")
        self.pane_bar = TabStrip(
            [Tab(name, f"{n} {label}") for n, (name, label) in enumerate(PANES, 1)], id="panes-bar"
        )
        self.driver = CheckDriver(desk)
        self.verdicts: dict[str, StepVerdict] = {}
        """By id of step: the latest that is known."""
        self.verdict: Verdict | None = None
        self.problem: Finding | None = None
        self.ever_done: frozenset[str] = frozenset()
        self.front = "edit"
        """The pane in front: read, edit, steps or run."""
        self.changing = 0
        """How many changes to files the tutor itself makes now: what is loaded anew for them is no news."""

    @property
    def lesson(self) -> Lesson:
        return self.desk.lesson

    @asynccontextmanager
    async def own_change(self) -> AsyncIterator[None]:
        """Around a change that the tutor makes to the folder, and the look at the folder after it."""
        self.changing += 1
        try:
            yield
        finally:
            # What the editors tell of it goes up through the panes: the end goes the same way, behind it.
            panes = self.editor_pane.parent
            if panes is None:
                self._changed_own()
            else:
                self.editor_pane.call_later(panes.call_later, self.call_later, self._changed_own)

    def _changed_own(self) -> None:
        self.changing -= 1

    async def do(self, action: str | None) -> None:
        """Do what was chosen in a menu; None: nothing was."""
        if action:
            await self.run_action(action)

    def bring(self, pane: str, *, focus: bool = True) -> None:
        """Bring a pane to the front: "read", "edit", "steps" or "run"."""
        raise NotImplementedError

    def inform(self, message: str, title: str = "", *, tone: str = "information", timeout: float = 5) -> None:
        """A short notice, its text taken as it is. The tone is information, warning or error."""
        severity = tone if tone in ("information", "warning", "error") else "information"
        self.notify(message, title=title, severity=severity, timeout=timeout, markup=False)  # type: ignore[arg-type]
