"""Moving to a newer version keeps every change of the learner's."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import compose
from prodtutor.session.compare import diff
from prodtutor.session.history import restore
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.reset import reset
from prodtutor.session.tutor import Tutor
from prodtutor.session.update import move
from prodtutor.workspace.snapshot import take


@pytest.fixture
def later(opened: OpenLesson, small_pack: Path) -> OpenLesson:
    """The learner has worked, and then a newer pack came."""
    (opened.root / "greet.py").write_text("mine")
    (opened.root / "extra.py").write_text("mine too")
    (opened.root / "uv.lock").unlink()
    start = small_pack / "exercises/01-greet/start"
    (start / "greet.py").write_text("newer")
    (start / "dot_env").write_text("LANGUAGE=de\n")
    (start / "old.txt").unlink()
    (start / "new.txt").write_text("new")
    return open_lesson(Tutor(opened.tutor.settings), "1")


def test_moving(later: OpenLesson) -> None:
    assert later.update is not None
    before = dict(take(later.root).files)
    moved = move(later)
    assert moved.update is None
    files = take(later.root).files
    assert files["greet.py"] == b"mine", "changed by both: the learner's stays"
    assert files["extra.py"] == b"mine too"
    assert files[".env"] == b"LANGUAGE=de\n"
    assert files["new.txt"] == b"new"
    assert "old.txt" not in files
    assert "uv.lock" not in files, "the learner had deleted it, and it did not change"
    assert any("greet.py" in notice for notice in moved.notices)
    again = open_lesson(Tutor(later.tutor.settings), "1")
    assert again.update is None
    assert [entry.kind for entry in moved.history.entries()] == ["start", "found", "update", "base"]
    restore(moved, 2)
    assert dict(take(later.root).files) == before


def test_afterwards_start_means_the_newer_one(later: OpenLesson) -> None:
    moved = move(later)
    assert [file.file for file in diff(moved, "start").files] == ["greet.py", "extra.py", "uv.lock"]
    reset(moved)
    assert dict(take(later.root).files) == compose(later.lesson, "start")


def test_staying_means_the_older_one(later: OpenLesson) -> None:
    reset(later)
    assert (later.root / "old.txt").read_text() == "old\n"
    assert not (later.root / "new.txt").exists()


def test_moving_twice_changes_nothing_more(later: OpenLesson) -> None:
    first = move(later)
    files = dict(take(later.root).files)
    move(first)
    assert dict(take(later.root).files) == files
