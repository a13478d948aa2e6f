"""A verdict is of the files as they are, whatever clocks and time stamps say. Everything here is really judged."""

from __future__ import annotations

import dataclasses
import itertools
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.checking.verdict import CheckEvent, Status
from prodtutor.session.check import check
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.session.watch import watch
from prodtutor.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"
RIGHT = '"""Doubles."""\n\nimport sys\n\n\ndef double(n: int) -> int:\n    return n * 2\n'
RIGHT += '\n\nif __name__ == "__main__":\n    print(double(int(sys.argv[1])))\n'
WRONG = RIGHT.replace("n * 2", "n * 3")
UNTYPED = RIGHT.replace("-> int", "-> str")
"""Each of the same size: pytest sees the first mistake, mypy the second."""


@pytest.fixture
def golden(settings: Settings) -> Iterator[OpenLesson]:
    with Tutor(dataclasses.replace(settings, pack=GOLDEN)) as tutor:
        yield open_lesson(tutor, "1")


def _write(opened: OpenLesson, text: str, at_ns: int) -> None:
    path = opened.root / "double.py"
    path.write_text(text, "utf-8")
    os.utime(path, ns=(at_ns, at_ns))


def _status(opened: OpenLesson) -> Status:
    return check(opened, again=True).status


def test_edits_of_equal_size_within_one_tick_of_the_clock(golden: OpenLesson) -> None:
    assert len({len(text) for text in (RIGHT, WRONG, UNTYPED)}) == 1
    now = 1_700_000_000_000_000_000
    for text in itertools.islice(itertools.cycle((RIGHT, WRONG, RIGHT, UNTYPED)), 24):
        _write(golden, text, now)
        assert _status(golden) is (Status.DONE if text == RIGHT else Status.NOT_YET), text


def test_a_file_that_comes_back_with_an_older_time_stamp(golden: OpenLesson) -> None:
    year = 365 * 86_400 * 10**9
    _write(golden, RIGHT, 50 * year)
    assert _status(golden) is Status.DONE
    _write(golden, WRONG, 30 * year)
    assert _status(golden) is Status.NOT_YET
    _write(golden, RIGHT, 10 * year)
    assert _status(golden) is Status.DONE


def test_a_clock_that_was_set_back(golden: OpenLesson, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(golden, RIGHT, 2 * 10**18)
    assert check(golden).statuses["1.1"] is Status.DONE
    monkeypatch.setattr("time.time", lambda: 1.0)
    _write(golden, WRONG, 10**9)
    assert check(golden).statuses["1.1"] is Status.NOT_YET
    _write(golden, RIGHT, 10**9)
    assert check(golden).statuses["1.1"] is Status.DONE


def test_an_edit_during_a_run_belongs_to_the_next_one(golden: OpenLesson) -> None:
    _write(golden, RIGHT, 10**18)
    edited = threading.Event()

    def edit(_: CheckEvent) -> None:
        if not edited.is_set():
            edited.set()
            _write(golden, WRONG, 10**18)

    verdict = check(golden, on_event=edit)
    assert edited.is_set()
    assert verdict.statuses["1.1"] is Status.DONE  # of the state that it names, not of what came after
    following = check(golden)
    assert following.statuses["1.1"] is Status.NOT_YET
    assert following.digest != verdict.digest


def test_a_watched_file_may_keep_its_size_and_its_time(golden: OpenLesson) -> None:
    _write(golden, RIGHT, 10**18)
    stop = threading.Event()
    states = watch(golden, stop)
    assert next(states).files["double.py"] == RIGHT.encode()
    for text in (WRONG, UNTYPED):
        _write(golden, text, 10**18)
        assert next(states).files["double.py"] == text.encode()
    stop.set()
