"""Saving, making, renaming, deleting and undoing: nothing that somebody wrote is overwritten silently or lost."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as options
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from prodtutor.errors import UsageProblem
from prodtutor.session import edit
from prodtutor.session.history import restore
from prodtutor.session.open import OpenLesson
from prodtutor.session.reset import reset
from prodtutor.workspace.snapshot import take


def test_save_and_read(opened: OpenLesson) -> None:
    seen = edit.read_bytes(opened, "greet.py")
    edit.save(opened, "greet.py", "x = 'Ä'\r\n", seen)
    assert (opened.root / "greet.py").read_bytes() == "x = 'Ä'\r\n".encode()
    assert edit.read(opened, "greet.py") == "x = 'Ä'\r\n"
    assert opened.history.newest().kind == "save"  # type: ignore[union-attr]


def test_another_programs_change_is_not_overwritten(opened: OpenLesson) -> None:
    seen = edit.read_bytes(opened, "greet.py")
    (opened.root / "greet.py").write_text("theirs")
    with pytest.raises(edit.ChangedOutside) as caught:
        edit.save(opened, "greet.py", "mine", seen)
    assert caught.value.now == b"theirs"
    assert (opened.root / "greet.py").read_text() == "theirs"
    edit.overwrite(opened, "greet.py", "mine")
    assert (opened.root / "greet.py").read_text() == "mine"
    kept = [opened.history.contents(entry).get("greet.py") for entry in opened.history.entries()]
    assert kept[-2:] == [b"theirs", b"mine"]


def test_another_programs_deletion_is_noticed(opened: OpenLesson) -> None:
    seen = edit.read_bytes(opened, "greet.py")
    (opened.root / "greet.py").unlink()
    with pytest.raises(edit.ChangedOutside, match="was deleted") as caught:
        edit.save(opened, "greet.py", "mine", seen)
    assert caught.value.now is None
    edit.save(opened, "greet.py", "mine", None)
    assert (opened.root / "greet.py").read_text() == "mine"
    with pytest.raises(edit.ChangedOutside):
        edit.save(opened, "greet.py", "other", None)


def test_the_same_text_twice_is_one_save(opened: OpenLesson) -> None:
    edit.save(opened, "greet.py", "x", edit.read_bytes(opened, "greet.py"))
    count = len(opened.history.entries())
    edit.save(opened, "greet.py", "x", b"whatever was seen")
    assert len(opened.history.entries()) == count


def test_create_rename_delete_and_undo_each(opened: OpenLesson) -> None:
    given = dict(take(opened.root).files)
    assert edit.create(opened, "pkg/sub/./new.py", "1") == "pkg/sub/new.py"
    assert edit.rename(opened, "greet.py", "pkg/hello.py") == "pkg/hello.py"
    edit.delete(opened, "pkg/sub/new.py")
    assert not (opened.root / "pkg" / "sub").exists()
    assert edit.undo(opened) == "Undone: deleted pkg/sub/new.py."
    assert edit.read(opened, "pkg/sub/new.py") == "1"
    assert edit.undo(opened) == "Undone: renamed greet.py to pkg/hello.py."
    assert (opened.root / "greet.py").exists()
    assert edit.undo(opened) == "Undone: created pkg/sub/new.py."
    assert dict(take(opened.root).files) == given
    assert not (opened.root / "pkg").exists()
    with pytest.raises(UsageProblem, match="Nothing was changed"):
        edit.undo(opened)


def test_undo_touches_only_its_own_files_and_records_the_rest(opened: OpenLesson) -> None:
    edit.delete(opened, "old.txt")
    (opened.root / "greet.py").write_text("theirs")
    (opened.root / "old.txt").write_text("a new one")
    edit.undo(opened)
    assert (opened.root / "greet.py").read_text() == "theirs"
    assert (opened.root / "old.txt").read_text() == "old\n"
    assert any(opened.history.contents(e).get("old.txt") == b"a new one" for e in opened.history.entries())


@pytest.mark.parametrize("name", ["../x", "/x", "con.py", ".prodtutor.toml", "a\x1b.py", "", ".git/config"])
def test_names_that_are_refused(opened: OpenLesson, name: str) -> None:
    before = sorted(os.listdir(opened.root.parent))
    for action in (
        lambda: edit.create(opened, name),
        lambda: edit.rename(opened, "greet.py", name),
        lambda: edit.save(opened, name, "", None),
        lambda: edit.read(opened, name),
        lambda: edit.delete(opened, name),
    ):
        with pytest.raises(UsageProblem, match="cannot be used"):
            action()
    assert sorted(os.listdir(opened.root.parent)) == before


def test_taken_and_missing_names(opened: OpenLesson) -> None:
    for action in (lambda: edit.create(opened, "data"), lambda: edit.rename(opened, "greet.py", "old.txt")):
        with pytest.raises(UsageProblem, match="already"):
            action()
    for action in (lambda: edit.delete(opened, "gone"), lambda: edit.rename(opened, "gone", "new")):
        with pytest.raises(UsageProblem, match="gone is not there"):
            action()
    (opened.root / "greet.py").unlink()
    with pytest.raises(UsageProblem, match=r"prodtutor reset 1 greet\.py"):
        edit.read(opened, "greet.py")


def test_only_text_files_are_listed_with_the_entry_first(opened: OpenLesson) -> None:
    (opened.root / "a.bin").write_bytes(b"\0")
    (opened.root / "latin.txt").write_bytes(b"K\xf6ln")
    assert edit.text_files(opened) == ("greet.py", ".env", "data/names.txt", "old.txt", "uv.lock")
    with pytest.raises(UsageProblem, match="not UTF-8"):
        edit.read(opened, "latin.txt")


def test_an_index_is_listed_last_and_without_its_pages(opened: OpenLesson) -> None:
    page, changes = "index/stamps/index.html", "index/stamps/CHANGELOG.md"
    opened.lesson.__dict__["laid_indexes"] = {page: b"", changes: b""}
    for name in (page, changes, "index/stamps/notes.md", "site/index.html"):
        (opened.root / name).parent.mkdir(parents=True, exist_ok=True)
        (opened.root / name).write_text("")
    assert edit.text_files(opened)[-3:] == ("site/index.html", "uv.lock", changes)


def test_a_character_that_cannot_be_saved(opened: OpenLesson) -> None:
    with pytest.raises(UsageProblem, match="line 2"):
        edit.save(opened, "greet.py", "a\n\ud800", edit.read_bytes(opened, "greet.py"))


NAMES = st.sampled_from(["greet.py", "a.py", "data/b.py", "c", "data"])


class Editing(RuleBasedStateMachine):
    """Whatever is done here, every text that was in a file before is in the folder or in the history afterwards."""

    opened: OpenLesson

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    def text(self) -> str:
        self.number += 1
        return f"text {id(self)} {self.number}"

    def do(self, action: Callable[[], object]) -> None:
        before = set(take(self.opened.root).files.values())
        with contextlib.suppress(UsageProblem):
            action()
        kept = set(take(self.opened.root).files.values())
        for entry in self.opened.history.entries():
            kept |= set(self.opened.history.contents(entry).values())
        assert before <= kept

    @rule(name=NAMES)
    def save(self, name: str) -> None:
        path = self.opened.root / name
        seen = path.read_bytes() if path.is_file() else None
        self.do(lambda: edit.save(self.opened, name, self.text(), seen))

    @rule(name=NAMES, fresh=NAMES)
    def rename(self, name: str, fresh: str) -> None:
        self.do(lambda: edit.rename(self.opened, name, fresh))

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.do(lambda: edit.delete(self.opened, name))

    @rule()
    def undo(self) -> None:
        self.do(lambda: edit.undo(self.opened))

    @rule(which=st.integers(1, 8))
    def restore(self, which: int) -> None:
        self.do(lambda: restore(self.opened, which))

    @rule(names=st.lists(NAMES, max_size=2))
    def reset(self, names: list[str]) -> None:
        self.do(lambda: reset(self.opened, names))

    @rule(name=NAMES)
    def another_program_writes(self, name: str) -> None:
        path = self.opened.root / name
        if path.parent.is_dir() and not path.is_dir():
            path.write_text(self.text())


def test_any_sequence_loses_nothing(opened: OpenLesson) -> None:
    machine = type("Here", (Editing,), {"opened": opened})
    few = options(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=few)
