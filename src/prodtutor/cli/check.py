"""prodtutor check: once, or with every change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from prodtutor.cli.options import (
    Desk,
    DirOption,
    JsonOption,
    LessonArgument,
    PackOption,
    PlainOption,
    StepOption,
    desk_for,
)
from prodtutor.errors import ExitStatus

if TYPE_CHECKING:
    import threading

    from prodtutor.checking.verdict import CheckEvent, Status, Verdict
    from prodtutor.cli.waiting import Waiting
    from prodtutor.session.open import OpenLesson
    from prodtutor.workspace.snapshot import Snapshot


def check(
    ctx: typer.Context,
    lesson: LessonArgument = None,
    directory: DirOption = None,
    step: StepOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again with every change; Ctrl-C ends it.")] = False,
    as_json: JsonOption = False,
    pack: PackOption = None,
    plain: PlainOption = False,
) -> int:
    """Check your files with pytest, Ruff and mypy, goal by goal.

    With --step, only that step is shown, with all that is known about it, and it alone decides the exit status
    (the JSON object still has every step).

    The exit status is 0 when all steps are done, 1 when something is not done yet, 3 when it cannot be judged here.
    """
    with desk_for(ctx, pack, plain) as desk:
        opened = desk.open(lesson, directory, lay=False)
        step_id = _step_id(opened, step)
        answer = _Answer(desk, opened, step_id, as_json)
        return _watch(answer) if watch else answer.once()


def _step_id(opened: OpenLesson, wanted: str | None) -> str | None:
    if wanted is None:
        return None
    from prodtutor.session.hint import find_step

    return find_step(opened, wanted).id


class _Answer:
    """Checks, and writes each verdict in the way that was asked for."""

    def __init__(self, desk: Desk, opened: OpenLesson, step_id: str | None, as_json: bool) -> None:
        self.desk = desk
        self.opened = opened
        self.step_id = step_id
        self.as_json = as_json
        self.written = 0

    def once(self, snapshot: Snapshot | None = None, overtaken: threading.Event | None = None) -> int:
        """Check the files as they are now (or `snapshot`), write, and return the exit status.

        Raises Overtaken when `overtaken` is set meanwhile; then nothing is written.
        """
        from prodtutor.session.check import check as judge

        with self._waiting() as waiting:
            verdict = judge(
                self.opened, first=self.step_id, on_event=_teller(waiting), snapshot=snapshot, cancel=overtaken
            )
        if self.as_json:
            self.desk.paper.json(verdict_json(verdict, self.step_id))
        else:
            self._write(verdict)
        self.written += 1
        return exit_status(verdict, self.step_id)

    def _write(self, verdict: Verdict) -> None:
        from prodtutor.cli.verdict import write_verdict

        paper = self.desk.paper
        if self.written:
            paper.line()
            paper.line("-" * min(paper.width, 60) if not paper.symbols else "─" * min(paper.width, 60), "quiet")
        write_verdict(
            verdict,
            paper,
            number=self.opened.lesson.number,
            only=self.step_id,
            broke_again=self._broke_again(verdict),
        )

    def _broke_again(self, verdict: Verdict) -> frozenset[str]:
        known = self.desk.tutor.progress.step_statuses(self.opened.lesson.slug)
        return frozenset(
            step.id
            for step in verdict.steps
            if step.status.value == "not_yet" and step.name in known and known[step.name].ever_done
        )

    def _waiting(self) -> Waiting:
        from prodtutor.cli.waiting import Waiting

        return Waiting(self.desk.settings, "Checking")


def _teller(waiting: Waiting) -> Any:
    from prodtutor.checking.verdict import GateAnswered, StepFailing, StepJudged

    def tell(event: CheckEvent) -> None:
        if isinstance(event, GateAnswered):
            waiting.say(f"Checking: {event.tool} has answered,")
        elif isinstance(event, StepFailing):
            waiting.say(f"Checking: step {event.step.id} is not done yet,")
        elif isinstance(event, StepJudged):
            waiting.say(f"Checking: step {event.step.id} is judged,")

    return tell


def _watch(answer: _Answer) -> int:
    """One verdict for the state found, then one for each change, until Ctrl-C or until nobody reads any more."""
    from threading import Event

    from prodtutor.checking.run import Overtaken
    from prodtutor.session.watch import newest

    stop = Event()
    status: int = ExitStatus.DONE
    try:
        for state in newest(answer.opened, stop):
            try:
                status = answer.once(state.snapshot, state.overtaken)
            except Overtaken:
                continue
            if answer.desk.paper.reader_left:
                break
            if not answer.as_json:
                answer.desk.paper.aside("Watching for changes; Ctrl-C ends it.", "quiet")
    finally:
        stop.set()
    return status


def exit_status(verdict: Verdict, step_id: str | None = None) -> int:
    """The exit status of `verdict`, or of one step in it."""
    return {"done": ExitStatus.DONE, "not_yet": ExitStatus.NOT_YET, "cannot_judge": ExitStatus.CANNOT_JUDGE}[
        _status(verdict, step_id).value
    ]


def verdict_json(verdict: Verdict, step_id: str | None = None) -> dict[str, Any]:
    """The object of `check --json`: the whole verdict; with an `error` as well when the exit status is 3."""
    data = verdict.to_json()
    if exit_status(verdict, step_id) == ExitStatus.CANNOT_JUDGE:
        data["error"] = {
            "title": "Cannot be judged here",
            "message": _why_not(verdict, step_id),
            "hint": "`prodtutor doctor` shows what is missing on this machine.",
        }
    return data


def _why_not(verdict: Verdict, step_id: str | None) -> str:
    if verdict.problem is not None:
        return verdict.problem.message
    for step in verdict.steps:
        if step.status.value == "cannot_judge" and step_id in (None, step.id):
            for finding in step.findings:
                return finding.message
    return "A part of the checks gave no answer."


def _status(verdict: Verdict, step_id: str | None) -> Status:
    step = verdict.step(step_id) if step_id else None
    return step.status if step else verdict.status
