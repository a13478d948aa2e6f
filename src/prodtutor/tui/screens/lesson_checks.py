"""The part of the lesson screen that saves, asks for verdicts and says what they mean."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from textual import on, work
from textual.message import Message
from textual.timer import Timer

from prodtutor.checking.verdict import Finding, GoalVerdict, Status, Verdict
from prodtutor.tui.glyphs import StepState
from prodtutor.tui.problems import ask, errand, tell
from prodtutor.tui.screens.lesson_base import LessonBase
from prodtutor.tui.widgets.check_driver import CheckDriver
from prodtutor.tui.widgets.editor_pane import EditorPane
from prodtutor.tui.widgets.line_marks import marks_of
from prodtutor.tui.widgets.steps_pane import StepsPane

QUIET_S = 0.3
"""Seconds without a key until an edit is saved and checked."""
_PATIENCE_S = 0.25
"""Seconds until the status line says that a check is under way: shorter ones would only flicker."""
ALOUD_S = 2.0
"""Seconds without a key until a line that cannot be read is taken for a mistake, and no longer for unfinished."""


def seconds(milliseconds: int) -> str:
    """A short time as people read it."""
    return f"{milliseconds} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


class LessonChecks(LessonBase):
    """Edits are saved and checked 300 ms after the last key, or at once on F5; newer edits overtake."""

    @dataclass
    class Outside(Message):
        """The folder is not what it was: an own save, or somebody else's."""

        digest: str

    @dataclass
    class OnDisk(Message):
        """What was edited is on disk; `asked`: the learner asked for a verdict."""

        asked: bool

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._quiet: Timer | None = None
        self._patience: Timer | None = None
        self._stop_watching = threading.Event()
        self._praised = False
        self._typed_at = float("-inf")
        self._aloud = False  # the learner is told what cannot be read
        self._silence: Timer | None = None
        self._told: set[str] = set()
        self.digest = ""
        """Of the snapshot judged last."""
        self._early: dict[str, tuple[Finding, ...]] = {}
        """What a tool found in the check under way, before there is a verdict."""

    # Saving and asking

    @on(EditorPane.Edited)
    def _typed(self, event: EditorPane.Edited) -> None:
        event.stop()
        self._typed_at = time.monotonic()
        if self._quiet is not None:
            self._quiet.stop()
        if self._silence is not None and not self._aloud:
            self._silence.stop()
            self._silence = self.set_timer(ALOUD_S, self._say_aloud)
        self._quiet = self.set_timer(QUIET_S, self.save_then_check)

    def action_check(self) -> None:
        """Save and check at once; in a second window: try to take over."""
        if not self.desk.writable:
            self._take_over()
            return
        if self._quiet is not None:
            self._quiet.stop()
        self._typed_at = float("-inf")  # who asks is through with typing
        self._say_aloud()
        self.save_then_check(asked=True)

    @work(group="save")
    @errand
    async def save_then_check(self, asked: bool = False) -> None:
        """Write what was edited, then ask for a verdict; `asked`: the learner did, so look afresh in any case."""
        begun = threading.Event()

        def begin() -> None:
            begun.set()
            self.post_message(self.OnDisk(asked))

        written = await self.editor_pane.save(begin)
        if not begun.is_set() and (written or asked):
            self.driver.request(self.steps_pane.step_id or None, asked=asked)

    @on(OnDisk)
    def _begin_check(self, event: OnDisk) -> None:
        """What was edited can be judged; meanwhile it goes into the history."""
        event.stop()
        self.driver.request(self.steps_pane.step_id or None, asked=event.asked)

    def request_check(self) -> None:
        """Ask for a verdict on what is on disk."""
        if self.desk.writable:
            self.driver.request(self.steps_pane.step_id or None)

    @work(group="pen", exclusive=True)
    @errand
    async def _take_over(self) -> None:
        if await ask(self, self.desk.take_pen):
            self.banner.say("")
            self.editor_pane.writable(True)
            await self.editor_pane.look_outside()
            self.inform("You write here now.")
            self.request_check()
        else:
            self.inform("The other window still has this lesson open.", tone="warning")

    # Watching the folder

    def start_watching(self) -> None:
        """Notice what the learner's own editor does."""
        self._watch(self._stop_watching)

    def stop_watching(self) -> None:
        self._stop_watching.set()

    @work(thread=True, group="watch", exit_on_error=False)
    def _watch(self, stop: threading.Event) -> None:
        try:
            for snapshot in self.desk.watch(stop):
                if stop.is_set():
                    return
                self.post_message(self.Outside(snapshot.digest))
        except Exception as error:  # noqa: BLE001 – told on the screen
            if not stop.is_set():
                self.app.call_later(tell, self, error)

    @on(Outside)
    def _something_outside(self, event: Outside) -> None:
        event.stop()
        self._meet_outside(event.digest)

    @work(group="outside")
    @errand
    async def _meet_outside(self, digest: str) -> None:
        changed = await self.editor_pane.look_outside()
        if changed or (
            self.digest and digest != self.digest and not self.editor_pane.unsaved and not self.driver.running
        ):
            self.request_check()

    @on(EditorPane.Reloaded)
    def _reloaded(self, event: EditorPane.Reloaded) -> None:
        event.stop()
        if not self.changing:
            self.inform(f"Changed outside and loaded anew: {', '.join(event.files)}")

    # What the checks say

    @on(CheckDriver.Started)
    def _started(self, event: CheckDriver.Started) -> None:
        event.stop()
        self._end_patience()
        self._patience = self.set_timer(_PATIENCE_S, self._say_checking)

    def _say_checking(self) -> None:
        self.status_line.said = f"checking{self.glyphs.ellipsis}"

    @on(CheckDriver.Preparing)
    def _preparing(self, event: CheckDriver.Preparing) -> None:
        event.stop()
        self._end_patience()
        self.status_line.said = f"preparing the libraries, only this once{self.glyphs.ellipsis}"

    def _end_patience(self) -> None:
        if self._patience is not None:
            self._patience.stop()

    @on(CheckDriver.GateSpoke)
    def _gate_spoke(self, event: CheckDriver.GateSpoke) -> None:
        """Mark the lines at once: the steps say more when they are judged."""
        event.stop()
        if self.problem is None:
            self._early[event.event.tool] = event.event.findings
            self._mark()

    @on(CheckDriver.StepSpoke)
    def _step_spoke(self, event: CheckDriver.StepSpoke) -> None:
        event.stop()
        if self.problem is None:
            self.verdicts[event.step.id] = event.step
            self._show_steps()

    @on(CheckDriver.StepStumbled)
    def _step_stumbled(self, event: CheckDriver.StepStumbled) -> None:
        """Show what was found at once; of the step's other goals, what was known before still stands."""
        event.stop()
        found = event.step
        step = self.lesson.step(found.id)
        if self.problem is not None or step is None:
            return
        before = self.verdicts.get(found.id)
        known = {goal.name: goal for goal in (*(before.goals if before else ()), *found.goals)}
        goals = (known.get(each.name, GoalVerdict(each.name, each.title, Status.NOT_YET)) for each in step.goals)
        self.verdicts[found.id] = replace(found, goals=tuple(goals))
        self._show_steps()

    @on(CheckDriver.Failed)
    def _failed(self, event: CheckDriver.Failed) -> None:
        event.stop()
        self._end_patience()
        self.status_line.said = "not checked"
        tell(self, event.error)

    @on(CheckDriver.Judged)
    def _judged(self, event: CheckDriver.Judged) -> None:
        event.stop()
        self._end_patience()
        verdict = event.verdict
        self.digest = verdict.digest
        self._early = {}
        if verdict.problem is not None:
            self._wait_for_learner(verdict.problem)
            return
        before = {step.id for step in self.verdict.steps if step.status is Status.DONE} if self.verdict else None
        self.verdict, self.problem = verdict, None
        self._aloud = False
        self._end_silence()
        self.take(verdict)
        self.status_line.said = f"checked {seconds(verdict.took_ms)}"
        self._tell_passes(verdict, before)
        self._offer_hint()

    def _wait_for_learner(self, problem: Finding) -> None:
        """Nothing was judged. While somebody types that is said softly, as most lines are unfinished for a while."""
        self.problem = problem
        self._end_praise()
        self._end_silence()
        left = self._typed_at + ALOUD_S - time.monotonic()
        if self._aloud or left <= 0:
            self._say_aloud()
            return
        self._silence = self.set_timer(left, self._say_aloud)
        if problem.code == "syntax" and problem.line:
            self.status_line.said = f"waiting for line {problem.line} to be finished"
        else:
            self.status_line.said = "waiting for you"
        self._show_steps()

    def _say_aloud(self) -> None:
        """Say what is in the way, if anything is: at the top of the steps, and in short in the status line."""
        problem = self.problem
        if problem is None:
            return
        self._aloud = True
        self._end_silence()
        if problem.code == "syntax":
            what = f"line {problem.line}" if problem.line else problem.file or "a file"
            self.status_line.said = f"{what} cannot be read"
        else:
            self.status_line.said = "not judged: see Steps"
        self._show_steps()

    def _end_silence(self) -> None:
        if self._silence is not None:
            self._silence.stop()
            self._silence = None

    def _end_praise(self) -> None:
        if self._praised:
            self._praised = False
            self.banner.say("")

    def take(self, verdict: Verdict) -> None:
        """Show a verdict, fresh or remembered."""
        self.verdicts = {step.id: step for step in verdict.steps}
        self._show_steps()

    def _show_steps(self) -> None:
        self.steps_pane.show(self.verdicts, self.ever_done, self.problem, aloud=self._aloud)
        self.status_line.steps = tuple(self.steps_pane.state_of(step) for step in self.lesson.required)
        self._say_onward()
        self._mark()

    def _say_onward(self) -> None:
        following = self.steps_pane.following
        self.status_line.onward = f"F4: on to {following.id}" if following and not following.optional else ""

    def _mark(self) -> None:
        """Mark every line that a finding points at."""
        self.editor_pane.mark(marks_of(self._findings()))

    def _findings(self) -> list[Finding]:
        if self.problem is not None:
            return [self.problem]
        waiting = {step.id for step in self.verdicts.values() if step.waits_for}
        known = (finding for step in self.verdicts.values() for finding in step.findings if step.id not in waiting)
        early = (finding for found in self._early.values() for finding in found if finding.step not in waiting)
        return [finding for finding in known if finding.tool not in self._early] + list(early)

    def _tell_passes(self, verdict: Verdict, before: set[str] | None) -> None:
        done = {step.id for step in verdict.steps if step.status is Status.DONE}
        fresh = [step for step in self.lesson.steps if before is not None and step.id in done - before - self._told]
        self._told |= done
        self.ever_done |= done
        self._show_steps()
        if fresh:  # said once: a step that comes and goes while somebody types is told by its sign alone
            lines = [f"{self.glyphs.done} {step.id} {step.title}" for step in fresh]
            if following := self.steps_pane.following:
                lines.append(f"F4 goes on to {following.id} {following.title}")
            self.inform("\n".join(lines), "Step done" if len(fresh) == 1 else "Steps done")
        passed = all(self.steps_pane.state_of(step) is StepState.DONE for step in self.lesson.required)
        if not passed:
            self._end_praise()
        elif not self._praised:
            self._praised = True
            self._praise()

    @work(group="praise", exclusive=True)
    @errand
    async def _praise(self) -> None:
        """Say that the lesson stands, and what there is to do now."""
        many = len((await ask(self, self.desk.recap)).items)
        if self._praised:
            asks = f"{self.glyphs.dot} Ctrl+T {many} question{'s' if many > 1 else ''} " if many else ""
            self.banner.say(
                f"{self.glyphs.done} Lesson {self.lesson.number} stands.  "
                f"F6 compare {asks}{self.glyphs.dot} Ctrl+L all lessons",
                "good",
            )

    @work(group="offer", exclusive=True)
    @errand
    async def _offer_hint(self) -> None:
        offered = await ask(self, self.desk.offer)
        if offered is not None:
            self.banner.say(f"Stuck at “{offered.title}”? F2 has a hint. No hurry.")
        elif self.banner.text.startswith("Stuck at"):
            self.banner.say("")

    @on(StepsPane.StepChosen)
    def _step_chosen(self, event: StepsPane.StepChosen) -> None:
        event.stop()
        self.read_pane.show_step(self.lesson.step(event.step))
        self._say_onward()
        if self.steps_pane.chosen:
            self.read_pane.show_page("concept")
