"""Prove a pack: what must pass passes, what must fail fails, each at the step and with the words it names."""

from __future__ import annotations

import os
import queue
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prodtutor.authoring.around import course_mistakes
from prodtutor.authoring.completeness import missing_pieces
from prodtutor.authoring.expectation import Expectation, expectations
from prodtutor.checking.judge import Judge
from prodtutor.checking.run import check
from prodtutor.checking.verdict import Status, Verdict
from prodtutor.curriculum.load import compose, find_entry, is_ready, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import ProdtutorError
from prodtutor.processes import Process, bare_environment, start
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import from_files


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where a lesson is not what it says."""

    specimen: str
    expected: str
    got: str

    def to_json(self) -> dict[str, str]:
        return {"specimen": self.specimen, "expected": self.expected, "got": self.got}


@dataclass(frozen=True, slots=True)
class LessonReport:
    """What came of one lesson."""

    lesson: str
    steps: int
    stages: int
    accepts: int
    rejects: int
    disagreements: tuple[Disagreement, ...]
    took_ms: int

    def to_json(self) -> dict[str, Any]:
        return {
            "lesson": self.lesson,
            "steps": self.steps,
            "stages": self.stages,
            "accepts": self.accepts,
            "rejects": self.rejects,
            "disagreements": [disagreement.to_json() for disagreement in self.disagreements],
            "took_ms": self.took_ms,
        }


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What came of a pack. `planned` lessons are never counted as verified."""

    lessons: tuple[LessonReport, ...]
    planned: tuple[str, ...]
    around: tuple[str, ...] = ()
    """Mistakes in the mapping, the course and the glossary; looked for when the whole pack is verified."""

    @property
    def agrees(self) -> bool:
        return not self.around and not any(lesson.disagreements for lesson in self.lessons)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": 1,
            "lessons": [lesson.to_json() for lesson in self.lessons],
            "planned": list(self.planned),
            "around": list(self.around),
        }


@dataclass(frozen=True, slots=True)
class Progressed:
    """One specimen has been judged."""

    lesson: str
    specimen: str
    number: int
    of: int
    agrees: bool


OnProgress = Callable[[Progressed], None]
_STRESS = {"start": 50, "solution": 50, "accept": 50, "reject": 10, "stage": 10}
"""Runs of each kind of specimen under stress."""


def verify(
    settings: Settings,
    wanted: Sequence[str] = (),
    on_progress: OnProgress | None = None,
    *,
    jobs: int | None = None,
    only: str | None = None,
    stress: bool = False,
    seed: int | None = None,
) -> VerifyReport:
    """Verify the lessons `wanted` (numbers or slugs; all that are there when empty).

    jobs: how many specimens are judged at once (the number of cores when None). only: judge just the specimens whose
    name contains this text. stress: judge each many times, while another process keeps a core busy, to find a check
    that does not always come out the same. seed: what the checks draw in the first run of each specimen follows from
    it, in the second one from the next number; 0 when None, so that two proofs of one pack come out the same, and under
    stress one that nobody chose. Raises UsageProblem when the pack cannot be read.
    """
    pack = load_pack(settings.pack)
    entries = [find_entry(pack, name) for name in wanted] or list(pack.lessons)
    planned = tuple(entry.slug for entry in entries if not is_ready(pack, entry))
    lessons = [load_lesson(pack, entry) for entry in entries if wanted or is_ready(pack, entry)]
    jobs = jobs or min(os.cpu_count() or 1, 8)
    with ExitStack() as stack:
        judges: queue.SimpleQueue[Judge] = queue.SimpleQueue()
        for _ in range(jobs):
            judges.put(stack.enter_context(Judge(sandboxed=settings.isolation == "auto")))
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        if stress:
            stack.enter_context(_load())
        rounds = _STRESS if stress else {}
        if seed is None:
            seed = secrets.randbits(31) if stress else 0
        reports = tuple(
            _verify_lesson(lesson, settings, judges, pool, on_progress, only, rounds, seed) for lesson in lessons
        )
    return VerifyReport(reports, planned, () if wanted or only is not None else course_mistakes(pack))


def _verify_lesson(
    lesson: Lesson,
    settings: Settings,
    judges: queue.SimpleQueue[Judge],
    pool: ThreadPoolExecutor,
    on_progress: OnProgress | None,
    only: str | None,
    rounds: Mapping[str, int],
    seed: int,
) -> LessonReport:
    started = time.monotonic()
    chosen = [e for e in expectations(lesson) if only is None or only in e.specimen]
    runs = [(e, seed + number) for e in chosen for number in range(rounds.get(e.kind, 1))]

    def judged(run: tuple[Expectation, int]) -> tuple[Expectation, Verdict | None, str, int]:
        expectation, seed = run
        judge = judges.get()
        try:
            snapshot = from_files(compose(lesson, expectation.specimen))
            return expectation, check(lesson, snapshot, judge, settings, seed=seed), "", seed
        except ProdtutorError as error:
            return expectation, None, str(error), seed
        finally:
            judges.put(judge)

    wrong: dict[Expectation, list[tuple[str, int]]] = {}
    unmet: set[tuple[str, str]] = set()
    for number, (expectation, verdict, error, seed) in enumerate(pool.map(judged, runs), 1):
        found = expectation.disagreement(verdict) if verdict else error
        if found:
            wrong.setdefault(expectation, []).append((found, seed))
        if verdict and expectation.kind == "reject":
            unmet |= _unmet_goals(verdict, expectation.fails)
        if on_progress:
            on_progress(Progressed(lesson.slug, expectation.specimen, number, len(runs), not found))
    disagreements = [
        Disagreement(expectation.specimen, expectation.in_words(), _often(found, rounds.get(expectation.kind, 1)))
        for expectation, found in wrong.items()
    ]
    if only is None:
        disagreements += [Disagreement(where, expected, got) for where, expected, got in missing_pieces(lesson)]
        disagreements += _goals_without_reject(lesson, unmet)
    kinds = [expectation.kind for expectation in chosen]
    return LessonReport(
        lesson.slug,
        len(lesson.steps),
        kinds.count("stage"),
        kinds.count("accept"),
        kinds.count("reject"),
        tuple(disagreements),
        round((time.monotonic() - started) * 1000),
    )


def _often(found: Sequence[tuple[str, int]], runs: int) -> str:
    """What was got, in how many of the runs, and how to see the first of them again."""
    what, seed = found[0]
    return what if runs == 1 else f"in {len(found)} of {runs} runs: {what} (drawn with --seed {seed})"


def _load() -> Process:
    """A process that keeps a core busy until it is closed, or until we are gone."""
    busy = [sys.executable, "-I", "-S", "-c", f"import os\nwhile os.getppid() == {os.getpid()}: pass"]
    return start(busy, cwd=Path(sys.prefix), env=bare_environment())


def _unmet_goals(verdict: Verdict, steps: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (step.id, goal.name)
        for step in verdict.steps
        if step.id in steps
        for goal in step.goals
        if goal.status is Status.NOT_YET
    }


def _goals_without_reject(lesson: Lesson, unmet: set[tuple[str, str]]) -> list[Disagreement]:
    return [
        Disagreement(f"goal {step.id} {goal.name}", "at least one reject that fails at it", "none")
        for step in lesson.steps
        for goal in step.goals
        if (step.id, goal.name) not in unmet
    ]
