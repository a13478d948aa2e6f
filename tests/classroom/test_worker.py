"""What a worker makes of one submission."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prodtutor.checking.judge import Judge
from prodtutor.checking.verdict import Status
from prodtutor.classroom.messages import Work
from prodtutor.classroom.worker import Worker, shorten
from prodtutor.settings import Settings

from .conftest import GOLDEN, SOLVED, START


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    top = tmp_path_factory.mktemp("worker")
    with Judge(workers=1, ahead=False) as judge:
        yield Worker(Settings(home=top / "home", state=top / "state", pack=GOLDEN), judge)


def work(code: bytes, lesson: str = "01-double") -> Work:
    return Work(id=7, lesson=lesson, files={"double.py": code})


def test_a_right_one(worker: Worker) -> None:
    judged = worker.judge(work(SOLVED))

    assert (judged.id, judged.verdict, judged.problem, judged.says) == (7, Status.DONE, None, "")
    assert (judged.certain, judged.like) == (True, "solution")


def test_a_wrong_one_says_where(worker: Worker) -> None:
    judged = worker.judge(work(START))

    assert judged.verdict is Status.NOT_YET
    assert judged.says.startswith("1.1: Called double(")
    assert judged.certain


def test_comments_that_ask_to_look_away_are_counted(worker: Worker) -> None:
    judged = worker.judge(work(SOLVED + b"\nx = 1  # noqa\ny = 2  # type: ignore\n"))

    assert judged.pragmas == 2


def test_what_cannot_be_read_is_a_problem_and_not_yet(worker: Worker) -> None:
    judged = worker.judge(work(b"def double("))

    assert judged.verdict is Status.NOT_YET
    assert "cannot read double.py" in (judged.problem or "")


def test_a_clock_makes_a_verdict_uncertain(worker: Worker) -> None:
    assert not worker.judge(work(SOLVED + b"\nwhile True:\n    pass\n")).certain


def test_a_lesson_that_is_not_there_is_a_problem(worker: Worker) -> None:
    judged = worker.judge(work(SOLVED, lesson="09-nowhere"))

    assert judged.verdict is Status.CANNOT_JUDGE
    assert judged.problem


def test_sentences_are_one_line_and_steer_nothing() -> None:
    assert shorten("a\n\n b\x1b[2J") == "a b␛[2J"
    assert len(shorten("x" * 10_000)) == 400
