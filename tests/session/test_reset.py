"""A reset brings back what was given, and everything else stays within reach."""

from __future__ import annotations

import pytest

from prodtutor.curriculum.load import compose
from prodtutor.errors import UsageProblem
from prodtutor.session.history import restore
from prodtutor.session.open import OpenLesson
from prodtutor.session.reset import reset
from prodtutor.workspace.snapshot import take


def test_everything(opened: OpenLesson) -> None:
    (opened.root / "greet.py").write_text("mine")
    (opened.root / "extra.py").write_text("mine too")
    (opened.root / "old.txt").unlink()
    before = dict(take(opened.root).files)
    done = reset(opened)
    assert dict(take(opened.root).files) == compose(opened.lesson, "start")
    assert done.files == ("greet.py", "old.txt")
    assert done.removed == ("extra.py",)
    assert f"prodtutor restore 1 {done.before.id}" in done.message
    restore(opened, done.before.id)
    assert dict(take(opened.root).files) == before


def test_single_files(opened: OpenLesson) -> None:
    for name in ("greet.py", "old.txt", "extra.py"):
        (opened.root / name).write_text("mine")
    done = reset(opened, ["./greet.py"])
    assert done.files == ("greet.py",)
    assert done.removed == ()
    assert (opened.root / "old.txt").read_text() == "mine"
    assert (opened.root / "extra.py").read_text() == "mine"
    assert opened.history.contents(done.before)["greet.py"] == b"mine"


def test_a_file_that_was_not_given(opened: OpenLesson) -> None:
    (opened.root / "extra.py").write_text("mine")
    with pytest.raises(UsageProblem, match="not one of the files"):
        reset(opened, ["greet.py", "extra.py"])
    assert (opened.root / "extra.py").read_text() == "mine"


def test_nothing_to_do(opened: OpenLesson) -> None:
    assert "Nothing to reset" in reset(opened).message


def test_what_cannot_be_recorded_stays(opened: OpenLesson) -> None:
    (opened.root / "film.bin").write_bytes(b"x" * 1_100_000)
    reset(opened)
    assert (opened.root / "film.bin").stat().st_size == 1_100_000
