"""Check the learner's folder: a verdict, remembered in history and progress."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from prodtutor.checking.run import OnEvent, Overtaken
from prodtutor.checking.run import check as judge_snapshot
from prodtutor.checking.run import warm_up as warm_up_for
from prodtutor.checking.verdict import CheckFinished, Status, Verdict
from prodtutor.errors import ProdtutorError
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.snapshot import Snapshot, take

__all__ = ["Overtaken", "check", "current_step", "last_verdict", "warm_up"]


def check(
    opened: OpenLesson,
    *,
    first: str | None = None,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
    snapshot: Snapshot | None = None,
    again: bool = False,
    tried: bool = True,
) -> Verdict:
    """Judge the files as they are now (or `snapshot`), record the attempt, and return the verdict.

    `first` is the step being worked on (by default the first that is not done). A state that was judged before with
    the same lesson is answered at once, unless `again` asks for a fresh look or a limit of time had its part in it.
    `tried` is False for a check that nobody asked for: a failure is then no failed try, after which a hint is offered.
    Raises Overtaken when `cancel` is set before the end, UsageProblem when the folder cannot be read, CannotJudge
    when the machine stands in the way.
    """
    tutor, lesson = opened.tutor, opened.lesson
    started = time.monotonic()
    snapshot = snapshot or take(opened.workspace.root)
    known = None if again else tutor.progress.verdict_of(lesson.slug, snapshot.digest, lesson.digest)
    if known is not None and _certain(known):
        known = dataclasses.replace(known, took_ms=round((time.monotonic() - started) * 1000))
        _record(opened, snapshot, known, first, tried)
        return _announced(known, on_event)
    with ThreadPoolExecutor(1, thread_name_prefix="keep") as pool:
        pool.submit(_keep, opened, snapshot)
        verdict = judge_snapshot(
            lesson,
            snapshot,
            tutor.judge,
            tutor.settings,
            first=first or current_step(opened),
            on_event=_but_the_last(on_event),
            cancel=cancel,
        )
    _record(opened, snapshot, verdict, first, tried)
    return _announced(verdict, on_event)


def warm_up(opened: OpenLesson) -> None:
    """Start in advance what the first check would wait for: judge and mypy. For a thread of its own; raises nothing."""
    with contextlib.suppress(ProdtutorError):
        warm_up_for(opened.lesson, take(opened.workspace.root), opened.tutor.judge, opened.tutor.settings)


def current_step(opened: OpenLesson) -> str | None:
    """Id of the first required step that the last verdict did not find done; None when all stand."""
    statuses = opened.tutor.progress.step_statuses(opened.lesson.slug)
    for step in opened.lesson.required:
        known = statuses.get(step.name)
        if known is None or known.status is not Status.DONE:
            return step.id
    return None


def last_verdict(opened: OpenLesson) -> Verdict | None:
    """The verdict of the last check of this lesson, whatever the files look like now."""
    return opened.tutor.progress.last_verdict(opened.lesson.slug)


def _but_the_last(on_event: OnEvent | None) -> OnEvent | None:
    """Everything but CheckFinished, which is held back until the verdict is recorded: whoever acts on it (a reset, say)
    must find the state that was judged in the history already.
    """
    if on_event is None:
        return None
    return lambda event: None if isinstance(event, CheckFinished) else on_event(event)


def _announced(verdict: Verdict, on_event: OnEvent | None) -> Verdict:
    if on_event is not None:
        on_event(CheckFinished(verdict))
    return verdict


def _certain(verdict: Verdict) -> bool:
    """Whether the same files must give the same verdict: not when the machine or its clock had a say."""
    codes = {finding.code for step in verdict.steps for finding in step.findings}
    return verdict.status is not Status.CANNOT_JUDGE and not codes & {"limit", "timeout", "cannot_judge"}


def _keep(opened: OpenLesson, snapshot: Snapshot) -> None:
    """Write the state down while it is judged. Whether that was possible is seen, and said, by `_record`."""
    with contextlib.suppress(ProdtutorError):
        opened.workspace.history.keep(snapshot)


def _record(opened: OpenLesson, snapshot: Snapshot, verdict: Verdict, first: str | None, tried: bool) -> None:
    """Remember the state and what it is worth. A full disk must not cost the learner the verdict itself."""
    steps = {step.id: step.status.value for step in verdict.steps}
    slug, digest = opened.lesson.slug, opened.lesson.digest
    progress, history = opened.tutor.progress, opened.workspace.history
    with ThreadPoolExecutor(1, thread_name_prefix="record") as pool:  # the disk is waited for once, not twice
        state = pool.submit(history.record, "check", snapshot, verdict=verdict.status.value, steps=steps)
        progress.record_attempt(slug, snapshot.digest, digest, verdict, step=first, tried=tried)
    try:
        state.result()
    except ProdtutorError as error:
        progress.note(f"{error.message} This state is not in your history. {error.hint}")
