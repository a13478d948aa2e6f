"""One check: a snapshot goes in, events come out as each gate answers, and a verdict at the end."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from prodtutor.checking.evidence import Evidence, judge_lesson, judge_so_far, judge_step, stopped_by
from prodtutor.checking.judge import Answer, Case, Judge
from prodtutor.checking.libraries import libraries_folder
from prodtutor.checking.mypy import type_check
from prodtutor.checking.ruff import lint
from prodtutor.checking.source import examine
from prodtutor.checking.stage import Stage
from prodtutor.checking.verdict import (
    CheckEvent,
    CheckFinished,
    Finding,
    GateAnswered,
    StepFailing,
    StepJudged,
    Tool,
    Verdict,
)
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import CannotJudge
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import Snapshot

T = TypeVar("T")
OnEvent = Callable[[CheckEvent], None]


class Overtaken(Exception):
    """The check was cancelled: a newer edit is being judged, or the learner left. There is no verdict."""


def check(
    lesson: Lesson,
    snapshot: Snapshot,
    judge: Judge,
    settings: Settings,
    *,
    first: str | None = None,
    on_event: OnEvent | None = None,
    cancel: threading.Event | None = None,
    seed: int | None = None,
) -> Verdict:
    """Judge `snapshot`. `first` is the id of the step being worked on, which is judged before the others.
    `seed` fixes what the checks draw, which is drawn afresh without.

    Events come from several threads, one at a time. Raises Overtaken when `cancel` is set before the end, and
    CannotJudge when not even a copy of the files could be made. A gate that fails turns the goals that need it to
    `cannot_judge`, not to `not_yet`.
    """
    return _Check(lesson, snapshot, judge, settings, first, on_event, cancel or threading.Event(), seed).run()


def warm_up(lesson: Lesson, snapshot: Snapshot, judge: Judge, settings: Settings) -> None:
    """Start what the first check of the lesson would have to wait for. The answers count nothing; raises nothing."""
    with contextlib.suppress(CannotJudge, OSError):
        sources = examine(snapshot, lesson)
        libraries = libraries_folder(lesson.tools.libraries, settings.cache)
        judge.warm_up(lesson.checks, lesson.digest, libraries)
        with Stage(snapshot, sources.files if sources.problem is None else {}) as stage:
            type_check(stage, lesson, libraries, settings.cache / "mypy", checker=judge.types)


class _Check:
    def __init__(
        self,
        lesson: Lesson,
        snapshot: Snapshot,
        judge: Judge,
        settings: Settings,
        first: str | None,
        on_event: OnEvent | None,
        cancel: threading.Event,
        seed: int | None,
    ) -> None:
        self._lesson, self._snapshot, self._judge, self._settings = lesson, snapshot, judge, settings
        self._first, self._on_event, self._cancel = first, on_event, cancel
        self._seed = seed
        self._evidence = Evidence()
        self._told: set[str] = set()
        self._failing: set[tuple[str, str]] = set()
        self._lock = threading.RLock()
        self._started = time.monotonic()

    def run(self) -> Verdict:
        sources = examine(self._snapshot, self._lesson)
        if sources.problem is not None:
            verdict = stopped_by(self._lesson, self._snapshot.digest, sources.problem, self._took_ms())
        else:
            self._evidence.advice = sources.advice
            try:
                with Stage(self._snapshot, sources.files) as stage:
                    self._gates(stage)
            except OSError as error:
                raise CannotJudge(
                    "No room for a check",
                    f"A copy of your files could not be made: {error.strerror or error}.",
                    "Is the disk full, or the folder for temporary files read-only?",
                ) from error
            if self._cancel.is_set():
                raise Overtaken
            verdict = judge_lesson(self._lesson, self._snapshot.digest, self._evidence, self._took_ms())
        self._emit(CheckFinished(verdict))
        return verdict

    def _gates(self, stage: Stage) -> None:
        lesson, cache = self._lesson, self._settings.cache
        libraries = libraries_folder(lesson.tools.libraries, cache)
        with ThreadPoolExecutor(2, thread_name_prefix="gate") as pool:
            ruff = pool.submit(lint, stage, lesson, self._cancel)
            types = self._judge.types
            mypy = pool.submit(type_check, stage, lesson, libraries, cache / "mypy", self._cancel, checker=types)
            ruff.add_done_callback(lambda done: self._gate("ruff", done))
            mypy.add_done_callback(lambda done: self._gate("mypy", done))
            try:
                answer = self._judge.run(
                    stage,
                    lesson.checks,
                    lesson.digest,
                    libraries,
                    first=self._tests_first(),
                    seed=self._seed,
                    on_case=self._case,
                    cancel=self._cancel,
                )
                with self._lock:
                    self._evidence.answer = answer
            except CannotJudge as error:
                with self._lock:
                    self._evidence.failures["pytest"] = f"{error.message} {error.hint}".strip()
        self._emit_judged_steps()

    def _tests_first(self) -> tuple[str, ...]:
        step = self._lesson.step(self._first) if self._first else None
        return tuple(test for goal in step.goals for test in goal.tests) if step else ()

    def _gate(self, tool: Tool, done: Future[tuple[Finding, ...]]) -> None:
        error = done.exception()
        with self._lock:
            if isinstance(error, CannotJudge):
                self._evidence.failures[tool] = f"{error.message} {error.hint}".strip()
                return
            if error is not None:
                self._evidence.failures[tool] = f"{tool} could not be asked: {error}"
                return
            findings = done.result()
            if tool == "ruff":
                self._evidence.ruff = findings
            else:
                self._evidence.mypy = findings
        self._emit(GateAnswered(tool, findings))
        self._emit_judged_steps()

    def _case(self, case: Case, collected: dict[str, int]) -> None:
        with self._lock:
            before = self._evidence.answer
            cases = (*before.cases, case) if before else (case,)
            self._evidence.answer = Answer(collected=collected, cases=cases, complete=False)
        self._emit_judged_steps()
        if not case.passed:
            self._emit_failing_step(case.test)

    def _emit_judged_steps(self) -> None:
        with self._lock:
            if self._on_event is None or self._cancel.is_set():
                return
            for step in self._lesson.steps:
                if step.id not in self._told and self._evidence.knows(step):
                    self._told.add(step.id)
                    self._emit(StepJudged(judge_step(step, self._evidence)))

    def _emit_failing_step(self, test: str) -> None:
        """Say what a failed case stands in the way of, once for each goal: a long check need not be waited for."""
        with self._lock:
            for step in self._lesson.steps:
                goal = next((goal.name for goal in step.goals if test in goal.tests), None)
                if goal is None or step.id in self._told or (step.id, goal) in self._failing:
                    continue
                if (so_far := judge_so_far(step, self._evidence)) is not None:
                    self._failing.add((step.id, goal))
                    self._emit(StepFailing(so_far))

    def _emit(self, event: CheckEvent) -> None:
        with self._lock:
            if self._on_event is not None and not self._cancel.is_set():
                self._on_event(event)

    def _took_ms(self) -> int:
        return round((time.monotonic() - self._started) * 1000)
