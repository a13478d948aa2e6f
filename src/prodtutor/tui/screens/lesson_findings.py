"""The part of the lesson screen that goes from finding to finding, opens them, and helps with a hint."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from prodtutor.checking.verdict import Finding
from prodtutor.tui.glyphs import StepState
from prodtutor.tui.problems import errand
from prodtutor.tui.screens.lesson_base import LessonBase
from prodtutor.tui.widgets.steps_pane import StepsPane


class LessonFindings(LessonBase):
    """What is in the way: where it is, what it means, and a hint."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "hint", "Hint", priority=True, tooltip="A hint for the goal you are at"),
        Binding("question_mark", "hint", "Hint", show=False),
        Binding("f4", "next_finding", "Go to the next finding", show=False, priority=True),
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

    def action_next_finding(self) -> None:
        """Go to the line of the next finding of the step, and on to a step that broke again."""
        found = (self.problem,) if self.problem is not None else self.steps_pane.findings
        places = [finding for finding in found if finding.file] or list(self.editor_pane.marked)
        if not places:
            self.inform("Nothing points at a line.")
            return
        before = self._last_found
        at = places.index(before) + 1 if before in places else 0
        self._last_found = places[at % len(places)]
        self._go_to(self._last_found)

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
            self.inform(f"{step.id} is done. Go on to {following.id} in Steps; then F2 has a hint for it.")
        elif step is not None:
            self.app.push_screen(HintScreen(self.desk, step, self.steps_pane.current_goal()))
            if self.banner.text.startswith("Stuck at"):
                self.banner.say("")
