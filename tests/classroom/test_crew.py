"""Workers that die, hang or are ended."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator

import psutil
import pytest

from prodtutor.checking.lines import Died
from prodtutor.checking.verdict import Status
from prodtutor.classroom import crew
from prodtutor.classroom.crew import Hand, place_to_work
from prodtutor.classroom.messages import Work
from prodtutor.settings import Settings

from .conftest import SOLVED, START

RIGHT = Work(id=1, lesson="01-double", files={"double.py": SOLVED})
WRONG = Work(id=2, lesson="01-double", files={"double.py": START})
ENDLESS = Work(id=3, lesson="01-double", files={"double.py": SOLVED + b"while True:\n    pass\n"})
StillAlive = Callable[[Iterable[psutil.Process]], list[psutil.Process]]


@pytest.fixture
def hand(golden: Settings) -> Iterator[Hand]:
    with place_to_work(golden, trusting=True) as place:
        made = Hand(place, sandbox_only=False)
        made.hello()
        yield made
        made.close()


def worker_of(hand: Hand) -> psutil.Process:
    pid = hand._service.pid
    assert pid is not None
    return psutil.Process(pid)


def test_one_after_the_other(hand: Hand) -> None:
    assert [hand.judge(work).verdict for work in (RIGHT, WRONG, RIGHT)] == [
        Status.DONE,
        Status.NOT_YET,
        Status.DONE,
    ]


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root does not judge")
def test_root_does_not_judge(hand: Hand) -> None:
    hand.judge(RIGHT)
    family = [worker_of(hand), *worker_of(hand).children(recursive=True)]

    assert {process.uids().real for process in family} == {crew.NOBODY}


def test_a_worker_that_dies_is_replaced(hand: Hand) -> None:
    hand.judge(RIGHT)
    os.kill(worker_of(hand).pid, signal.SIGKILL)

    assert hand.judge(RIGHT).verdict is Status.DONE


def test_a_worker_that_dies_each_time_says_so(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand._service, "send", lambda _: (_ for _ in ()).throw(Died("killed")))
    judged = hand.judge(RIGHT)

    assert (judged.verdict, judged.certain) == (Status.CANNOT_JUDGE, False)
    assert "ended in the middle" in (judged.problem or "")


def test_no_submission_takes_for_ever(hand: Hand, monkeypatch: pytest.MonkeyPatch, still_alive: StillAlive) -> None:
    worker = worker_of(hand)
    monkeypatch.setattr(crew, "MOST_S", 0.5)
    judged = hand.judge(ENDLESS)

    assert judged.verdict is Status.CANNOT_JUDGE
    assert "was not judged within" in (judged.problem or "")
    assert still_alive([worker]) == []


def test_an_enormous_worker_is_replaced(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_MOST_MB", 0)
    hand.judge(RIGHT)
    first = worker_of(hand)

    assert hand.judge(RIGHT).verdict is Status.DONE
    assert worker_of(hand) != first


def test_closing_ends_what_is_under_way(hand: Hand, still_alive: StillAlive) -> None:
    family = [worker_of(hand)]
    ended: list[bool] = []

    def judge() -> None:
        try:
            hand.judge(ENDLESS)
        except Died:
            ended.append(True)

    thread = threading.Thread(target=judge)
    thread.start()
    while len(family) < 3:  # until its judge is at work
        family = [worker_of(hand), *worker_of(hand).children(recursive=True)]
    hand.close()
    thread.join()

    assert ended == [True]
    assert still_alive(family) == []


def test_files_that_were_not_taken_are_known(hand: Hand) -> None:
    refused = (("double.py", "link", "double.py is a link, and only real files are taken."),)
    judged = hand.judge(Work(id=4, lesson="01-double", files={}, refused=refused))

    assert judged.verdict is Status.NOT_YET
    assert "is a link" in (judged.problem or "")
