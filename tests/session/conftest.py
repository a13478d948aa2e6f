"""A tutor with the small pack, and its one lesson opened."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodtutor.checking.verdict import GoalVerdict, Status, StepVerdict, Verdict
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings

Judged = Callable[..., Verdict]


@pytest.fixture
def tutor(settings: Settings, small_pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tutor]:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with Tutor(dataclasses.replace(settings, pack=small_pack)) as made:
        yield made


@pytest.fixture
def opened(tutor: Tutor) -> OpenLesson:
    return open_lesson(tutor, "1")


@pytest.fixture
def judged(opened: OpenLesson) -> Judged:
    """Records a verdict as a check would: `judged("digest", "a-value", "polite")` with the goals that are done."""

    def record(digest: str, *done: str) -> Verdict:
        steps = []
        for step in opened.lesson.steps:
            goals = tuple(
                GoalVerdict(goal.name, goal.title, Status.DONE if goal.name in done else Status.NOT_YET)
                for goal in step.goals
            )
            whole = Status.DONE if all(goal.status is Status.DONE for goal in goals) else Status.NOT_YET
            steps.append(StepVerdict(step.id, step.name, step.title, whole, goals, (), optional=step.optional))
        verdict = Verdict(opened.lesson.slug, digest, Status.NOT_YET, tuple(steps), took_ms=1)
        opened.tutor.progress.record_attempt(opened.lesson.slug, digest, opened.lesson.digest, verdict)
        return verdict

    return record
