"""What the parts of the lesson screen share: its desk, its panes, and what is known about the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
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
from prodtutor.tui.widgets.tab_strip import TabStrip

if TYPE_CHECKING:
    from prodtutor.tui.app import TutorApp


class LessonBase(Screen[None]):
    """Names and parts; what they do is in the classes built on it."""

    app: TutorApp

    read_pane = getters.query_one("#read", ReadPane)
    editor_pane = getters.query_one("#edit", EditorPane)
    steps_pane = getters.query_one("#steps-pane", StepsPane)
    run_pane = getters.query_one("#run", RunPane)
    pane_bar = getters.query_one("#panes-bar", TabStrip)
    status_line = getters.query_one(StatusLine)
    banner = getters.query_one(Banner)
    driver = getters.query_one(CheckDriver)

    def __init__(self, desk: LessonDesk, glyphs: Glyphs) -> None:
        super().__init__()
        self.desk = desk
        self.glyphs = glyphs
        self.verdicts: dict[str, StepVerdict] = {}
        """By id of step: the latest that is known."""
        self.verdict: Verdict | None = None
        self.problem: Finding | None = None
        self.ever_done: frozenset[str] = frozenset()
        self.front = "edit"
        """The pane in front: read, edit, steps or run."""

    @property
    def lesson(self) -> Lesson:
        return self.desk.lesson

    def bring(self, pane: str, *, focus: bool = True) -> None:
        """Bring a pane to the front: "read", "edit", "steps" or "run"."""
        raise NotImplementedError

    def inform(self, message: str, title: str = "", *, tone: str = "information", timeout: float = 5) -> None:
        """A short notice, its text taken as it is. The tone is information, warning or error."""
        severity = tone if tone in ("information", "warning", "error") else "information"
        self.notify(message, title=title, severity=severity, timeout=timeout, markup=False)  # type: ignore[arg-type]
