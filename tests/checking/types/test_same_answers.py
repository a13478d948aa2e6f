"""On every version of a real lesson's files the warm mypy says, line for line, what the command says."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checking.mypy import type_check
from prodtutor.checking.source import examine
from prodtutor.checking.stage import Stage
from prodtutor.checking.types import Report, TypeChecker, TypeOptions
from prodtutor.checking.types import checker as checker_module
from prodtutor.checking.types.messages import Check
from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson
from prodtutor.curriculum.specimens import specimen_names
from prodtutor.processes import can_fork
from prodtutor.workspace.snapshot import from_files

ROOT = Path(__file__).resolve().parents[3]
LESSON = "6"
"""The one with hidden callers, a grown copy and the most to say about types."""

pytestmark = pytest.mark.skipif(not can_fork(), reason="there is no warm mypy here")


def _versions(lesson: Lesson) -> Iterator[str]:
    yield from ("start", "solution", *(f"stage:{step.id}" for step in lesson.steps))
    yield from (f"accept:{name}" for name in specimen_names(lesson, "accept"))
    yield from (f"reject:{name}" for name in specimen_names(lesson, "reject"))


class _Both:
    """Asks the warm one and the command, and keeps what differs."""

    def __init__(self, warm: TypeChecker, cold: TypeChecker) -> None:
        self.warm, self.cold = warm, cold
        self.answers: tuple[list[Report], list[Report]] | None = None

    def run_mypy(
        self,
        files: Mapping[str, bytes],
        targets: Sequence[str],
        options: TypeOptions,
        cache: Path,
        cancel: threading.Event | None = None,
    ) -> list[Report]:
        mine = self.warm.run_mypy(files, targets, options, cache, cancel)
        self.answers = (mine, self.cold.run_mypy(files, targets, options, cache, cancel))
        return mine


def test_every_version_of_a_lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_pack(ROOT)
    lesson = load_lesson(pack, find_entry(pack, LESSON))
    libraries = libraries_folder(lesson.tools.libraries, tmp_path)
    statuses: list[int] = []
    converse = TypeChecker._converse

    def noted(self: TypeChecker, request: object, cancel: threading.Event | None) -> object:
        done = converse(self, request, cancel)  # type: ignore[arg-type]
        if isinstance(request, Check):
            statuses.append(done.status)
        return done

    monkeypatch.setattr(checker_module.TypeChecker, "_converse", noted)

    def differs(version: str, warm: TypeChecker) -> str | None:
        files = compose(lesson, version)
        snapshot = from_files(files)
        source = examine(snapshot, lesson)
        if source.problem is not None:
            return None
        both = _Both(warm, TypeChecker(warm=False))
        with Stage(snapshot, source.files) as stage:
            type_check(stage, lesson, libraries, tmp_path, checker=both)  # type: ignore[arg-type]
        return version if both.answers is None or both.answers[0] != both.answers[1] else None

    with TypeChecker() as warm, ThreadPoolExecutor(2) as pool:
        assert [v for v in pool.map(lambda v: differs(v, warm), _versions(lesson)) if v is not None] == []
    answered = [status for status in statuses if status in (0, 1)]
    assert len(answered) >= 20
    assert len(answered) >= 0.9 * len(statuses), "the command was asked too often for this to be a proof"
