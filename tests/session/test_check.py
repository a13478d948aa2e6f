"""A check is remembered; a state that was judged before is answered at once, and never wrongly."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.checking.verdict import CheckEvent, CheckFinished, GateAnswered, Status
from prodtutor.curriculum.load import compose
from prodtutor.session.check import check, current_step, last_verdict
from prodtutor.session.hint import offer
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"


@pytest.fixture
def golden(settings: Settings) -> Iterator[OpenLesson]:
    with Tutor(dataclasses.replace(settings, pack=GOLDEN)) as tutor:
        yield open_lesson(tutor, "1")


def _write(opened: OpenLesson, what: str) -> Path:
    path = opened.root / "double.py"
    path.write_bytes(compose(opened.lesson, what)["double.py"])
    return path


def _gates(opened: OpenLesson) -> tuple[Status, int]:
    """The verdict's status, and how many gates were really asked."""
    events: list[CheckEvent] = []
    verdict = check(opened, on_event=events.append)
    return verdict.status, sum(isinstance(event, GateAnswered) for event in events)


def test_the_verdict_is_remembered(golden: OpenLesson) -> None:
    assert last_verdict(golden) is None
    assert current_step(golden) == "1.1"
    _write(golden, "stage:1.1")
    verdict = check(golden)
    assert verdict.statuses == {"1.1": Status.DONE, "1.2": Status.NOT_YET}
    assert last_verdict(golden) == verdict
    assert current_step(golden) == "1.2"
    newest = golden.history.entries()[-1]
    assert (newest.kind, newest.verdict, newest.steps) == ("check", "not_yet", {"1.1": "done", "1.2": "not_yet"})


def test_the_state_is_in_the_history_before_anybody_hears_the_verdict(golden: OpenLesson) -> None:
    heard: list[str | None] = []

    def listen(event: CheckEvent) -> None:
        if isinstance(event, CheckFinished):
            heard.append(golden.history.entries()[-1].verdict)

    for _ in range(2):  # judged, then remembered
        check(golden, on_event=listen)
    assert heard == ["not_yet", "not_yet"]


def test_a_state_judged_before_is_answered_without_the_gates(golden: OpenLesson) -> None:
    assert _gates(golden) == (Status.NOT_YET, 2)
    assert _gates(golden) == (Status.NOT_YET, 0)
    _write(golden, "solution")
    assert _gates(golden) == (Status.DONE, 2)
    _write(golden, "start")
    assert _gates(golden) == (Status.NOT_YET, 0)


def test_a_fresh_look_can_be_asked_for(golden: OpenLesson) -> None:
    check(golden)
    events: list[CheckEvent] = []
    check(golden, again=True, on_event=events.append)
    assert any(isinstance(event, GateAnswered) for event in events)


def test_equal_size_and_equal_time_is_still_another_state(golden: OpenLesson) -> None:
    path = _write(golden, "solution")
    before = path.stat()
    assert _gates(golden)[0] is Status.DONE
    path.write_bytes(path.read_bytes().replace(b"n * 2", b"n * 3"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert _gates(golden)[0] is Status.NOT_YET


def test_a_file_restored_with_an_older_time_is_seen(golden: OpenLesson) -> None:
    path = _write(golden, "start")
    assert _gates(golden)[0] is Status.NOT_YET
    _write(golden, "solution")
    os.utime(path, (1, 1))
    assert _gates(golden)[0] is Status.DONE


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_history_that_cannot_be_written_costs_no_verdict(golden: OpenLesson) -> None:
    folder = golden.tutor.settings.home / ".history"
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o500)
    try:
        assert check(golden).status is Status.NOT_YET
        assert any("history" in notice for notice in golden.tutor.notices)
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o700)


@pytest.mark.parametrize(("tried", "offered"), [(True, True), (False, False)])
def test_only_tries_bring_the_offer_of_a_hint(golden: OpenLesson, tried: bool, offered: bool) -> None:
    for number in range(3):
        (golden.root / "double.py").write_text(f"def double(n):\n    return {number}\n")
        check(golden, tried=tried)
    assert (offer(golden) is not None) is offered
