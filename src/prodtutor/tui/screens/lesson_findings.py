"""The part of the lesson screen that goes from finding to finding, opens them, and helps with a hint."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Step
from prodtutor.tui.glyphs import StepState
from prodtutor.tui.problems import errand
from prodtutor.tui.screens.lesson_base import LessonBase
from prodtutor.tui.widgets.steps_pane import StepsPane


class LessonFindings(LessonBase):
    """What is in the way: where it is, what it means, and a hint."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "hint", "A hint for the goal you are at", show=False),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last_found: Finding | None = None

    @on(StepsPane.Jump)
    def _jump(self, event: StepsPane.Jump) -> None:
        event.stop()
        self._go_to(event.finding)

    @work(group="show")
    @errand
    async def _go_to(self, finding: Finding) -> None:
        if not finding.file or finding.file not in self.editor_pane.files:
            self.open_finding(finding)
            return
        if finding.step and finding.step != self.steps_pane.step_id:
            self.steps_pane.go_on(finding.step)
        await self.editor_pane.show(finding.file, finding.line or 1, finding.column or 1)
        self.bring("edit")

    def action_next(self) -> None:
        """Go to the line of the next finding of the step, and on to a step that broke again; else to the next step."""
        found = (self.problem,) if self.problem is not None else self.steps_pane.findings
        places = [finding for finding in found if finding.file]
        if not places and self.problem is None and (following := self.steps_pane.following):
            self._begin_step(following)
            return
        places = places or list(found) or list(self.editor_pane.marked)  # one that has no line is opened
        if not places:
            self.inform("Nothing is in the way.")
            return
        before = self._last_found
        at = places.index(before) + 1 if before in places else 0
        self._last_found = places[at % len(places)]
        self._go_to(self._last_found)

    def _begin_step(self, step: Step) -> None:
        """Work on that step: its concept is shown, and comes to the front where there is one pane at a time."""
        self.steps_pane.go_on(step.id)
        if self.has_class("-single"):
            self.bring("read")

    @on(StepsPane.Opened)
    def _opened(self, event: StepsPane.Opened) -> None:
        event.stop()
        self.open_finding(event.finding)

    def open_finding(self, finding: Finding) -> None:
        from prodtutor.tui.screens.finding import FindingScreen

        self.app.push_screen(FindingScreen(finding, self.glyphs, self.desk), self._after_finding)

    def _after_finding(self, finding: Finding | None) -> None:
        if finding is not None:
            self._go_to(finding)

    def action_hint(self) -> None:
        """Show the next hint for the goal the learner is at."""
        from prodtutor.tui.screens.hint import HintScreen

        step = self.steps_pane.step
        following = self.steps_pane.next_step()
        if step is not None and self.steps_pane.state_of(step) is StepState.DONE and following:
            self.inform(f"{step.id} is done. F4 goes on to {following.id}; then F2 has a hint for it.")
        elif step is not None:
            self.app.push_screen(HintScreen(self.desk, step, self.steps_pane.current_goal()))
            if self.banner.text.startswith("Stuck at"):
                self.banner.say("")
