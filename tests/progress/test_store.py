"""Progress remembers, and never stands in the way of a verdict."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.checking.verdict import Finding, GoalVerdict, Status, StepVerdict, Verdict
from prodtutor.progress.store import KEPT_VERDICTS, Place, Progress, StepProgress

DONE, NOT_YET, CANNOT = Status.DONE, Status.NOT_YET, Status.CANNOT_JUDGE


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress(tmp_path / "state" / "p.sqlite3") as made:
        yield made
        assert made.notices == []


def _verdict(*statuses: Status, problem: Finding | None = None, goals: tuple[Status, ...] = ()) -> Verdict:
    steps = tuple(
        StepVerdict(
            id=f"1.{number}",
            name=f"step-{number}",
            title="A step",
            status=status,
            goals=tuple(GoalVerdict(f"goal-{n}", "A goal", each) for n, each in enumerate(goals or (status,), 1)),
            findings=(Finding("ruff", "S105", "must", "A secret", "a.py", 3, 5, detail="\u202e"),),
        )
        for number, status in enumerate(statuses, 1)
    )
    whole = DONE if all(status is DONE for status in statuses) else NOT_YET
    return Verdict("01-greet", "d", whole, steps, took_ms=12, problem=problem)


def _record(progress: Progress, digest: str, verdict: Verdict, **more: str) -> None:
    progress.record_attempt("01-greet", digest, "lesson", verdict, **more)


def test_verdicts_come_back_whole(progress: Progress) -> None:
    assert progress.last_verdict("01-greet") is None
    first, second = _verdict(NOT_YET, NOT_YET), _verdict(DONE, NOT_YET, problem=Finding("tutor", "x", "must", "m"))
    _record(progress, "one", first)
    _record(progress, "two", second)
    assert progress.last_verdict("01-greet") == second
    assert progress.verdict_of("01-greet", "one", "lesson") == first
    assert progress.verdict_of("01-greet", "one", "a newer lesson") is None
    assert progress.verdict_of("02", "one", "lesson") is None
    assert [(a.number, a.digest, a.status) for a in progress.attempts("01-greet")] == [
        (1, "one", NOT_YET),
        (2, "two", NOT_YET),
    ]


def test_a_step_that_broke_again(progress: Progress) -> None:
    _record(progress, "1", _verdict(DONE, NOT_YET))
    _record(progress, "2", _verdict(NOT_YET, NOT_YET))
    assert progress.step_statuses("01-greet") == {
        "step-1": StepProgress(NOT_YET, ever_done=True),
        "step-2": StepProgress(NOT_YET, ever_done=False),
    }


def test_ignorance_changes_no_step(progress: Progress) -> None:
    _record(progress, "1", _verdict(DONE, NOT_YET))
    _record(progress, "2", _verdict(CANNOT, CANNOT))
    _record(progress, "3", _verdict(NOT_YET, NOT_YET, problem=Finding("tutor", "syntax", "must", "m")))
    known = progress.step_statuses("01-greet")
    assert (known["step-1"].status, known["step-2"].status) == (DONE, NOT_YET)
    assert progress.failures("01-greet", "step-2", "goal-1") == 1


def test_failed_tries_count_for_the_goal_that_is_worked_on(progress: Progress) -> None:
    for number in range(3):
        _record(progress, str(number), _verdict(DONE, NOT_YET, NOT_YET, goals=(DONE, NOT_YET, NOT_YET)))
        _record(progress, str(number), _verdict(DONE, NOT_YET, NOT_YET, goals=(DONE, NOT_YET, NOT_YET)))
    assert progress.failures("01-greet", "step-2", "goal-2") == 3
    assert progress.failures("01-greet", "step-2", "goal-3") == 0
    assert progress.failures("01-greet", "step-3", "goal-2") == 0
    progress.record_hint("01-greet", "step-2", "goal-2", 1)
    assert progress.failures_since_hint("01-greet", "step-2", "goal-2") == 0
    _record(progress, "x", _verdict(DONE, NOT_YET, NOT_YET, goals=(DONE, NOT_YET, NOT_YET)), step="1.3")
    assert progress.failures("01-greet", "step-3", "goal-2") == 1
    _record(progress, "y", _verdict(DONE, DONE, NOT_YET))
    _record(progress, "z", _verdict(DONE, NOT_YET, NOT_YET, goals=(DONE, DONE, NOT_YET)))
    assert progress.failures("01-greet", "step-2", "goal-2") == 0
    assert progress.hints("01-greet") == {("step-2", "goal-2"): 1}


def test_hints_only_go_forward(progress: Progress) -> None:
    for number in (1, 2, 1):
        progress.record_hint("01-greet", "a", "b", number)
    assert progress.hints("01-greet") == {("a", "b"): 2}
    assert progress.hints("02") == {}


def test_reveals_places_and_facts(progress: Progress) -> None:
    progress.record_reveal("01-greet", "step-1")
    progress.record_reveal("01-greet", "step-1")
    assert progress.revealed("01-greet") == {"step-1"}
    assert progress.place("01-greet") is None
    assert progress.last_lesson() is None
    place = Place("a.py", 3, 7, "1.2", "run")
    progress.set_place("01-greet", place)
    assert progress.place("01-greet") == place
    assert progress.last_lesson() == "01-greet"
    progress.set_last_lesson("02")
    assert progress.last_lesson() == "02"
    progress.set_fact("welcomed", "yes")
    assert progress.fact("welcomed") == "yes"
    assert progress.fact("other") is None


def test_it_is_all_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    with Progress(path) as progress:
        _record(progress, "1", _verdict(DONE))
        progress.close()
        progress.close()
        assert progress.last_verdict("01-greet") is None, "closed: nothing is read, and nothing breaks"
        progress.set_fact("a", "b")
    with Progress(path) as again:
        assert again.last_verdict("01-greet") == _verdict(DONE)
        assert again.fact("a") is None


def test_old_verdicts_lose_their_words_and_nothing_else(progress: Progress) -> None:
    for number in range(KEPT_VERDICTS + 3):
        _record(progress, str(number), _verdict(NOT_YET))
    assert len(progress.attempts("01-greet")) == KEPT_VERDICTS + 3
    assert progress.verdict_of("01-greet", "2", "lesson") is None
    assert progress.verdict_of("01-greet", "3", "lesson") is not None


def test_in_memory() -> None:
    with Progress(None) as progress:
        _record(progress, "1", _verdict(DONE))
        assert progress.last_verdict("01-greet") == _verdict(DONE)


def test_a_verdict_that_nobody_understands_is_as_good_as_none(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    with Progress(path) as progress:
        _record(progress, "1", _verdict(DONE))
        with sqlite3.connect(path) as other:
            other.execute("UPDATE attempts SET verdict = ?", (b'{"old": 1}',))
        other.close()
        assert progress.last_verdict("01-greet") is None
        assert progress.step_statuses("01-greet")["step-1"].status is DONE


def test_a_failing_write_is_a_sentence_and_no_exception(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    with Progress(path) as progress:
        with sqlite3.connect(path) as other:
            other.execute("DROP TABLE goals")
        other.close()
        for _ in range(3):
            progress.record_hint("01-greet", "a", "b", 1)
        assert progress.hints("01-greet") == {}
        assert len(progress.notices) == 1
        assert "goals" in progress.notices[0]
        _record(progress, "1", _verdict(DONE))
        assert progress.last_verdict("01-greet") is None, "a transaction is whole or not at all"


def test_several_threads(progress: Progress) -> None:
    def work(name: str) -> None:
        for number in range(30):
            _record(progress, f"{name} {number}", _verdict(NOT_YET))

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(progress.attempts("01-greet")) == 120


WRITER = """
import sys
from pathlib import Path
from prodtutor.progress.store import Place, Progress
with Progress(Path(sys.argv[1])) as progress:
    for number in range(int(sys.argv[3])):
        progress.set_fact(f"{sys.argv[2]} {number}", "x" * 3000)
        if progress.notices:
            sys.exit(progress.notices[0])
        sys.stdout.write(f"{sys.argv[2]} {number}\\n")
        sys.stdout.flush()
"""


def test_two_processes_at_once_from_the_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "state" / "p.sqlite3"
    command = [sys.executable, "-c", WRITER, str(path)]
    several = [subprocess.Popen([*command, str(n), "40"], stderr=subprocess.PIPE, text=True) for n in range(3)]
    errors = [process.communicate(timeout=120)[1] for process in several]
    assert [process.returncode for process in several] == [0, 0, 0], errors
    with Progress(path) as progress:
        assert all(progress.fact(f"{n} {number}") for n in range(3) for number in range(40))
        assert progress.notices == []


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    acknowledged: list[str] = []
    for kill in range(15):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(kill), "100000"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged += [process.stdout.readline().strip() for _ in range(1 + kill % 3)]
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split("\n")[:-1]
        process.stdout.close()
        process.wait()
    with Progress(path) as progress:
        assert progress.notices == []
        assert [name for name in acknowledged if progress.fact(name) is None] == []
