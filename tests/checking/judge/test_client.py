"""The judge is warm, is replaced when it dies, and carries nothing from one run into the next."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from prodtutor.checking.judge import Answer, Case, Judge
from prodtutor.checking.stage import Stage
from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson
from prodtutor.workspace.snapshot import from_files

LOOP = b"while True:\n    pass\n"


@pytest.fixture
def judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


def _run(judge: Judge, lesson: Lesson, files: dict[str, bytes], **options: object) -> Answer:
    with Stage(from_files(files), files) as stage:
        return judge.run(stage, lesson.checks, lesson.digest, None, **options)  # type: ignore[arg-type]


def _processes(kept: bool = False) -> list[psutil.Process]:
    """Our descendants; without the judge's fork server, unless `kept` says so."""
    found = [p for p in psutil.Process().children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
    return [p for p in found if kept or "zygote" not in p.cmdline()]


def _service() -> psutil.Process:
    (service,) = [p for p in psutil.Process().children() if "prodtutor.checking.judge.service" in p.cmdline()]
    return service


def test_right_wrong_and_right_again(judge: Judge, lesson: Lesson) -> None:
    right, wrong = compose(lesson, "solution"), compose(lesson, "start")
    answers = [_run(judge, lesson, files) for files in (right, wrong, right, wrong)]
    assert [a.passed("test_doubles") for a in answers] == [True, False, True, False]
    assert all(a.complete for a in answers)


def test_it_stays_the_same_process(judge: Judge, lesson: Lesson) -> None:
    _run(judge, lesson, compose(lesson, "solution"))
    first = _service().pid
    _run(judge, lesson, compose(lesson, "start"))
    assert _service().pid == first


def test_nothing_is_left_beside_the_judge(judge: Judge, lesson: Lesson) -> None:
    _run(judge, lesson, compose(lesson, "solution"))
    assert len(_processes()) == 1
    descriptors = _service().num_fds() if os.name != "nt" else 0
    threads = _service().num_threads()
    for _ in range(5):
        _run(judge, lesson, compose(lesson, "solution"))
    assert len(_processes()) == 1
    if os.name != "nt":
        assert _service().num_fds() <= descriptors + 1
    assert _service().num_threads() <= threads + 1
    judge.close()
    assert _processes(kept=True) == []


def test_the_step_being_worked_on_comes_first(judge: Judge, lesson: Lesson) -> None:
    order: list[str] = []
    _run(
        judge,
        lesson,
        compose(lesson, "solution"),
        first=["test_program"],
        on_case=lambda case, _: order.append(case.test),
    )
    assert order == ["test_program", "test_doubles"]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_judge_that_is_killed_is_replaced(judge: Judge, lesson: Lesson) -> None:
    _run(judge, lesson, compose(lesson, "solution"))
    os.kill(_service().pid, signal.SIGKILL)
    answer = _run(judge, lesson, compose(lesson, "solution"))
    assert answer.complete
    assert answer.passed("test_doubles")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_judge_that_is_killed_in_the_middle_is_replaced(judge: Judge, lesson: Lesson) -> None:
    killed: list[Case] = []

    def kill_once(case: Case, collected: dict[str, int]) -> None:
        if not killed:
            killed.append(case)
            os.kill(_service().pid, signal.SIGKILL)

    answer = _run(judge, lesson, compose(lesson, "solution"), on_case=kill_once)
    assert killed
    assert answer.complete
    assert len(answer.cases) == 2


def test_a_cancelled_run_ends_and_the_next_one_is_right(judge: Judge, lesson: Lesson) -> None:
    cancel = threading.Event()
    cancel.set()
    answer = _run(judge, lesson, {"double.py": LOOP}, cancel=cancel)
    assert answer.stopped == "cancelled"
    assert not answer.complete
    assert _run(judge, lesson, compose(lesson, "solution")).passed("test_doubles")
    assert len(_processes()) == 1


def test_an_edited_check_is_seen(judge: Judge, lesson: Lesson, tmp_path: Path) -> None:
    checks = tmp_path / "checks"
    shutil.copytree(lesson.checks, checks)
    files = compose(lesson, "solution")

    def passed(digest: str) -> bool:
        with Stage(from_files(files), files) as stage:
            return judge.run(stage, checks, digest, None).passed("test_doubles")

    assert passed("one")
    path = checks / "test_1_1.py"
    path.write_text(path.read_text("utf-8").replace("expected = 2 * n", "expected = 3 * n"), "utf-8")
    assert not passed("two")


def test_a_check_that_cannot_be_read_is_a_problem_and_no_verdict(judge: Judge, lesson: Lesson, tmp_path: Path) -> None:
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "test_1_1.py").write_text("import no_such_module\n")
    files = compose(lesson, "solution")
    with Stage(from_files(files), files) as stage:
        answer = judge.run(stage, checks, "broken", None)
    assert not answer.complete
    assert "no_such_module" in answer.problem
