"""Any recorded state comes back, after the present one was recorded."""

from __future__ import annotations

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.history import history, restore, timeline
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


def test_a_state_that_was_saved_and_then_checked_is_one_moment(opened: OpenLesson) -> None:
    (opened.root / "old.txt").write_text("old\nand new\n")
    state = take(opened.root)
    opened.history.record("save", state, note="saved old.txt")
    opened.history.record("check", state, "not_yet", {"1.1": "done"})
    first, second = timeline(opened)
    assert (first.before, first.added, first.removed) == (None, 0, 0)
    assert (second.entry.kind, second.entry.verdict, second.files) == ("check", "not_yet", ("old.txt",))
    assert (second.before, second.added, second.removed) == (first.entry, 1, 0)
