"""The subject's folder, whatever the learner's code makes of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from prodtutor.checkkit import CheckMistake
from prodtutor.checkkit.folder import Folder, remove

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    stage = tmp_path / "stage"
    (stage / "deep").mkdir(parents=True)
    (stage / ".env").write_text("A=1")
    (stage / "deep" / "app.py").write_text("")
    return Folder(stage, tmp_path)


def test_files_are_written_read_and_deleted(folder: Folder) -> None:
    folder.write("new/x.txt", "ü\r\n")
    assert folder.read("new/x.txt") == "ü\r\n".encode()
    folder.write("new/x.txt", b"\x00")
    assert folder.names() == {".env", "deep/app.py", "new/x.txt"}
    folder.delete("new")
    folder.delete("absent")
    assert folder.read("new/x.txt") is None
    assert folder.read("deep") is None


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "", "deep/../../x", "."])
def test_names_stay_inside(folder: Folder, name: str) -> None:
    with pytest.raises(CheckMistake):
        folder.write(name, "x")


@posix
def test_links_and_pipes_are_not_followed(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x").write_text("secret")
    (folder.root / "file").symlink_to(outside / "x")
    (folder.root / "link").symlink_to(outside)
    os.mkfifo(folder.root / "pipe")
    assert [folder.read(name) for name in ("file", "link/x", "pipe")] == [None] * 3
    folder.write("file", "new")
    assert (outside / "x").read_text() == "secret"
    with pytest.raises(CheckMistake):
        folder.write("link/x", "new")
    folder.remove()
    assert (outside / "x").read_text() == "secret"


@posix
def test_any_tree_is_removed(tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(1500):  # deeper than any path or any recursion may be
        os.mkdir("d" * 100, dir_fd=here)
        deeper = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    shut = top / "shut"
    (shut / "in").mkdir(parents=True)
    (shut / "in" / "file").touch()
    (shut / "in").chmod(0)
    shut.chmod(0)
    remove(top)
    assert not top.exists()
