"""Any recorded state comes back, after the present one was recorded."""

from __future__ import annotations

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.history import history, restore
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.snapshot import take


def test_back_and_forth(opened: OpenLesson) -> None:
    given = dict(take(opened.root).files)
    (opened.root / "greet.py").write_text("never recorded before")
    (opened.root / "sub").mkdir()
    (opened.root / "sub" / "new.py").write_text("new")
    mine = dict(take(opened.root).files)
    entry = restore(opened, 1)
    assert entry.kind == "restore"
    assert dict(take(opened.root).files) == given
    assert not (opened.root / "sub").exists()
    assert [e.kind for e in history(opened)] == ["start", "found", "restore"]
    restore(opened, 2)
    assert dict(take(opened.root).files) == mine


def test_no_such_entry(opened: OpenLesson) -> None:
    with pytest.raises(UsageProblem, match="no entry 7"):
        restore(opened, 7)


def test_a_damaged_copy_leaves_that_file_as_it_is(opened: OpenLesson) -> None:
    first = history(opened)[0]
    (opened.history.folder / "objects" / first.files["greet.py"]).write_bytes(b"lie")
    (opened.root / "greet.py").write_text("mine")
    (opened.root / "old.txt").write_text("mine")
    entry = restore(opened, 1)
    assert "not greet.py: the copy is damaged" in entry.note
    assert (opened.root / "greet.py").read_text() == "mine"
    assert (opened.root / "old.txt").read_text() == "old\n"


def test_all_copies_damaged(opened: OpenLesson) -> None:
    for blob in (opened.history.folder / "objects").iterdir():
        blob.unlink()
    with pytest.raises(UsageProblem, match="damaged"):
        restore(opened, 1)
    assert (opened.root / "greet.py").exists()
