"""The judge is warm, is replaced when it dies, and carries nothing from one run into the next."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.conftest import StillAlive

from prodtutor.checking.judge import Answer, Case, Judge
from prodtutor.checking.judge.messages import NO_SANDBOX
from prodtutor.checking.stage import Stage
from prodtutor.checkkit.fork_server import can_fork
from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import CannotJudge
from prodtutor.workspace.snapshot import from_files

LOOP = b"while True:\n    pass\n"


@pytest.fixture
def judge() -> Iterator[Judge]:
    with Judge() as judge:
        yield judge


def _run(judge: Judge, lesson: Lesson, files: dict[str, bytes], **options: object) -> Answer:
    with Stage(from_files(files), files) as stage:
        return judge.run(stage, lesson.checks, lesson.digest, None, **options)  # type: ignore[arg-type]


def _processes(expected: int) -> list[psutil.Process]:
    """Our descendants, without the fork server that is made ahead. Waits a while for them to be `expected`.

    (A fork server that is just being started looks like its parent.)
    """
    deadline = time.monotonic() + 10
    while True:
        found = []
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.status() != psutil.STATUS_ZOMBIE and "zygote" not in process.cmdline():
                    found.append(process)
        if len(found) == expected or time.monotonic() > deadline:
            return found


def _service() -> psutil.Process:
    (service,) = [p for p in psutil.Process().children() if "prodtutor.checking.judge.service" in p.cmdline()]
    return service


def _held() -> tuple[int, int]:
    """How many descriptors and threads the judge has."""
    service = _service()
    return service.num_fds() if os.name != "nt" else 0, service.num_threads()


def _more_than(descriptors: int, threads: int) -> bool:
    now = _held()
    return now[0] > descriptors + 1 or now[1] > threads + 1


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


def test_nothing_is_left_beside_the_judge(judge: Judge, lesson: Lesson, still_alive: StillAlive) -> None:
    _run(judge, lesson, compose(lesson, "solution"))
    assert len(_processes(1)) == 1
    descriptors, threads = _held()
    for _ in range(5):
        _run(judge, lesson, compose(lesson, "solution"))
    assert len(_processes(1)) == 1
    deadline = time.monotonic() + 60
    while _more_than(descriptors, threads) and time.monotonic() < deadline:
        pass  # the fork server that is made ahead has pipes of its own until it runs
    assert not _more_than(descriptors, threads)
    everything = [_service(), *_service().children(recursive=True)]
    judge.close()
    assert not still_alive(everything)


@pytest.fixture
def one_core() -> Iterator[None]:
    """Us and all that we start on a single core, so that there is one worker and its order is what is seen."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="needs to choose the cores")
@pytest.mark.usefixtures("one_core")
def test_the_step_being_worked_on_comes_first(lesson: Lesson) -> None:
    for first, second in (("test_program", "test_doubles"), ("test_doubles", "test_program")):
        order: list[str] = []
        with Judge() as judge:
            _run(
                judge,
                lesson,
                compose(lesson, "solution"),
                first=[first],
                on_case=lambda case, _, order=order: order.append(case.test),  # type: ignore[misc]
            )
        assert order == [first, second]


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
    assert len(_processes(1)) == 1


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


@pytest.mark.skipif(not can_fork(), reason="this system has no fork server")
def test_each_run_has_a_fork_server_of_its_own_that_is_made_ahead(
    judge: Judge, lesson: Lesson, still_alive: StillAlive
) -> None:
    def zygote() -> psutil.Process:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for process in _service().children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    if "zygote" in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                        return process
        raise AssertionError("there is no fork server")

    files = compose(lesson, "solution")
    _run(judge, lesson, files)
    first = zygote()
    assert _run(judge, lesson, files).passed("test_doubles")
    second = zygote()
    assert second != first
    assert not still_alive([first])
    second.kill()
    assert _run(judge, lesson, files).passed("test_doubles")
    cancel = threading.Event()
    cancel.set()
    third = zygote()
    assert _run(judge, lesson, {"double.py": LOOP}, cancel=cancel).stopped == "cancelled"
    assert not still_alive([third])


@pytest.mark.skipif(not can_fork(), reason="this system has no fork server")
def test_a_program_that_kills_its_parent_spoils_no_other_verdict(judge: Judge, lesson: Lesson) -> None:
    """Forked, it hits the fork server; spawned in its place, the judge itself. Neither is a pass, nor a wrong one."""
    right = compose(lesson, "solution")
    kills = b"import os\nos.kill(os.getppid(), 9)\n" + right["double.py"]
    _run(judge, lesson, right)
    with contextlib.suppress(CannotJudge):
        _run(judge, lesson, {"double.py": kills})
    answer = _run(judge, lesson, right)
    assert answer.complete
    assert answer.passed("test_doubles")
    assert answer.passed("test_program")


def test_a_check_that_cannot_be_read_is_a_problem_and_no_verdict(judge: Judge, lesson: Lesson, tmp_path: Path) -> None:
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "test_1_1.py").write_text("import no_such_module\n")
    files = compose(lesson, "solution")
    with Stage(from_files(files), files) as stage:
        answer = judge.run(stage, checks, "broken", None)
    assert not answer.complete
    assert "no_such_module" in answer.problem


@pytest.mark.parametrize("spawn", [False, True])
def test_where_only_a_sandbox_will_do_nothing_runs_outside_of_one(lesson: Lesson, spawn: bool) -> None:
    with Judge(spawn=spawn, sandboxed=False, sandbox_only=True) as judge:
        answer = _run(judge, lesson, compose(lesson, "solution"))

    assert answer.problem == NO_SANDBOX
    assert not answer.complete
    assert not answer.cases


def test_one_worker_and_nothing_made_ahead_give_the_same_answer(lesson: Lesson) -> None:
    with Judge(workers=1, ahead=False) as judge:
        assert _run(judge, lesson, compose(lesson, "solution")).complete
