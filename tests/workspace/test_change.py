"""Changing the folder never loses what the history does not hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings
from prodtutor.workspace.change import apply, changes_to, record_now, record_unless_known
from prodtutor.workspace.folder import Workspace, lay_out
from prodtutor.workspace.snapshot import take


@pytest.fixture
def workspace(lesson: Lesson, pack: Pack, settings: Settings) -> Workspace:
    return lay_out(lesson, pack, settings)


def test_exactly_the_target(workspace: Workspace) -> None:
    target = {"greet.py": b"new", "data/names.txt/now/a/folder": b"1", "old.txt": b"old\n"}
    record_unless_known(workspace)
    entry = apply(workspace, changes_to(workspace, target), "restore", "")
    assert dict(take(workspace.root).files) == target
    assert workspace.history.contents(entry) == target
    back = {"data/names.txt": b"a file again"}
    apply(workspace, changes_to(workspace, back), "restore", "")
    assert dict(take(workspace.root).files) == back


def test_what_is_not_recorded_is_not_touched(workspace: Workspace) -> None:
    (workspace.root / "greet.py").write_text("written after the last entry")
    before = take(workspace.root).files
    for changes in ({"greet.py": b"x", "new.py": b""}, {"greet.py": None, "old.txt": None}):
        with pytest.raises(UsageProblem, match=r"greet\.py is not in the history"):
            apply(workspace, changes, "save", "")
        assert take(workspace.root).files == before


def test_a_file_that_cannot_be_recorded_is_left_alone(workspace: Workspace) -> None:
    (workspace.root / "film.bin").write_bytes(b"x" * 1_100_000)
    record_now(workspace, "found", "")
    apply(workspace, changes_to(workspace, {"greet.py": b"1"}), "restore", "")
    assert sorted(os.listdir(workspace.root)) == [".prodtutor.toml", "film.bin", "greet.py"]
    with pytest.raises(UsageProblem, match=r"film\.bin has more than"):
        changes_to(workspace, {"film.bin": b"small"})


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_in_the_way_is_said(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.root / "sub").symlink_to(tmp_path)
    with pytest.raises(UsageProblem, match="sub is a link"):
        changes_to(workspace, {"sub/a.py": b""})


def test_too_many_files_to_know_them_all(workspace: Workspace) -> None:
    for number in range(301):
        (workspace.root / f"{number}.txt").touch()
    with pytest.raises(UsageProblem, match="more than 300"):
        changes_to(workspace, {})
