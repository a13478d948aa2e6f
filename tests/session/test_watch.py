"""The folder is watched while the learner edits it elsewhere."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson
from prodtutor.session.watch import newest, watch


def test_each_new_state_comes_once(opened: OpenLesson) -> None:
    stop = threading.Event()
    states = watch(opened, stop)
    first = next(states)
    name = opened.lesson.entry
    (opened.root / name).write_text("one = 1\n")
    second = next(states)
    assert second.files[name] == b"one = 1\n"
    assert second.digest != first.digest

    temporary = opened.root / "save.tmp~"
    temporary.write_text("two = 2\n")
    os.replace(temporary, opened.root / name)  # as most editors save
    assert next(states).files[name] == b"two = 2\n"

    (opened.root / name).unlink()
    assert name not in next(states).files
    stop.set()
    assert list(states) == []


def test_a_file_that_is_touched_only_is_no_new_state(opened: OpenLesson, tmp_path: Path) -> None:
    stop = threading.Event()
    states = watch(opened, stop)
    next(states)
    (opened.root / opened.lesson.entry).touch()
    (opened.root / "real.py").write_text("x = 1\n")
    assert "real.py" in next(states).files
    stop.set()


def test_a_newer_state_overtakes_the_one_being_worked_on(opened: OpenLesson) -> None:
    path = opened.root / opened.lesson.entry
    states = newest(opened, threading.Event())
    first = next(states)
    assert not first.overtaken.is_set()
    path.write_text("one = 1\n")
    assert first.overtaken.wait(20)
    second = next(states)
    assert second.snapshot.files[opened.lesson.entry] == b"one = 1\n"
    states.close()  # type: ignore[attr-defined]
    assert second.overtaken.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "watcher"]


def test_a_folder_that_goes_away_is_told_to_whoever_waits(opened: OpenLesson) -> None:
    states = newest(opened, threading.Event())
    next(states)
    shutil.rmtree(opened.root)
    with pytest.raises(UsageProblem):
        next(states)
