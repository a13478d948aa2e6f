"""Laying out, and knowing a folder again whatever happened to it: recovery or one clear sentence, nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest

from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings
from prodtutor.workspace.folder import find, lay_out, marker_above
from prodtutor.workspace.snapshot import take

GIVEN = [".env", "data/names.txt", "greet.py", "old.txt", "uv.lock"]


def test_laying_out(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    assert find(lesson, pack, settings) is None
    workspace = lay_out(lesson, pack, settings)
    assert workspace.laid
    assert workspace.root == settings.home / "01-greet"
    assert dict(take(workspace.root).files) == compose(lesson, "start")
    assert sorted(take(workspace.root).files) == GIVEN
    assert [entry.kind for entry in workspace.history.entries()] == ["start"]
    assert workspace.history.folder.parent == settings.home / ".history"
    found = find(lesson, pack, settings)
    assert found is not None
    assert found.marker == workspace.marker
    assert found.marker.digest == lesson.digest
    assert not found.laid
    assert found.notices == ()


def test_laying_out_again_touches_nothing(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    root = lay_out(lesson, pack, settings).root
    (root / "greet.py").write_text("mine")
    (root / "old.txt").unlink()
    assert not lay_out(lesson, pack, settings).laid
    assert (root / "greet.py").read_text() == "mine"
    assert not (root / "old.txt").exists()


def test_another_place(lesson: Lesson, pack: Pack, settings: Settings, tmp_path: Path) -> None:
    workspace = lay_out(lesson, pack, settings, tmp_path / "a" / ".." / "b")
    assert workspace.root == tmp_path / "b"
    assert find(lesson, pack, settings) is None
    above = marker_above(tmp_path / "b" / "data")
    assert above == (tmp_path / "b", workspace.marker)
    assert marker_above(tmp_path) is None


def test_a_folder_with_other_files_is_refused(lesson: Lesson, pack: Pack, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "greet.py").write_text("mine")
    with pytest.raises(UsageProblem, match="did not lay out") as caught:
        lay_out(lesson, pack, settings, folder)
    assert "greet.py" in caught.value.message
    assert os.listdir(folder) == ["greet.py"]
    assert (folder / "greet.py").read_text() == "mine"
    (settings.home / "01-greet").mkdir(parents=True)
    (settings.home / "01-greet" / "diary.txt").write_text("mine")
    for action in (lay_out, find):
        with pytest.raises(UsageProblem, match=r"diary\.txt"):
            action(lesson, pack, settings)


def test_an_empty_folder_with_a_repository_is_fine(
    lesson: Lesson, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert lay_out(lesson, pack, settings, tmp_path / "repo").laid


def test_a_file_in_its_place(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "01-greet").write_text("mine")
    for action in (lay_out, find):
        with pytest.raises(UsageProblem, match="is a file, not a folder"):
            action(lesson, pack, settings)


def test_another_lessons_folder(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    root = lay_out(lesson, pack, settings).root
    marker = root / ".prodtutor.toml"
    marker.write_text(marker.read_text().replace('lesson = "01-greet"', 'lesson = "02-part-ways"'))
    with pytest.raises(UsageProblem, match="belongs to lesson 02-part-ways"):
        find(lesson, pack, settings)


@pytest.mark.parametrize("damage", [None, b"", b"\xff\xfe", b"pack = 1", b"x" * 30_000])
def test_a_lost_or_damaged_marker_is_mended(
    lesson: Lesson, pack: Pack, settings: Settings, damage: bytes | None
) -> None:
    before = lay_out(lesson, pack, settings)
    (before.root / "greet.py").write_text("mine")
    before.history.record("save", take(before.root))
    marker = before.root / ".prodtutor.toml"
    if damage is None:
        marker.unlink()
    else:
        marker.write_bytes(damage)
        with pytest.raises(UsageProblem, match="cannot be understood"):
            marker_above(before.root)
    found = find(lesson, pack, settings)
    assert found is not None
    assert found.marker == before.marker
    assert "written anew" in found.notices[0]
    assert (before.root / "greet.py").read_text() == "mine"
    assert len(found.history.entries()) == 2
    assert marker_above(before.root) == (before.root, before.marker)


def test_a_marker_that_points_elsewhere_is_not_followed(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    root = lay_out(lesson, pack, settings).root
    marker = root / ".prodtutor.toml"
    lines = [line for line in marker.read_text().splitlines() if not line.startswith("history")]
    marker.write_text("\n".join([*lines, 'history = "../../etc"']))
    found = find(lesson, pack, settings)
    assert found is not None
    assert found.history.folder.parent == settings.home / ".history"


def test_laying_out_that_was_interrupted_is_finished(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    laid = lay_out(lesson, pack, settings)
    root = laid.root
    about = laid.history.about()
    assert about is not None
    assert not about.laying
    laid.history.set_about(msgspec.structs.replace(about, laying=True))
    for name in (".prodtutor.toml", "old.txt", "uv.lock"):
        (root / name).unlink()
    (root / ".prodtutor-999999-aa.tmp").touch()
    found = find(lesson, pack, settings)
    assert found is not None
    assert dict(take(root).files) == compose(lesson, "start")
    assert sorted(os.listdir(root)) == sorted([".env", ".prodtutor.toml", "data", "greet.py", "old.txt", "uv.lock"])


def test_what_the_learner_deleted_stays_deleted(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    root = lay_out(lesson, pack, settings).root
    for name in (".prodtutor.toml", "old.txt"):
        (root / name).unlink()
    assert find(lesson, pack, settings) is not None
    assert not (root / "old.txt").exists()


def test_a_deleted_folder_comes_back_as_it_was_last_recorded(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    before = lay_out(lesson, pack, settings)
    (before.root / "greet.py").write_text("mine")
    (before.root / "old.txt").unlink()
    before.history.record("save", take(before.root))
    shutil.rmtree(before.root)
    assert find(lesson, pack, settings) is None
    again = lay_out(lesson, pack, settings)
    assert again.laid
    assert "was gone" in again.notices[0]
    assert (again.root / "greet.py").read_text() == "mine"
    assert not (again.root / "old.txt").exists()
    assert again.history.id == before.history.id
    assert len(again.history.entries()) == 2


def test_a_deleted_folder_of_an_older_version_still_knows_its_version(
    lesson: Lesson, pack: Pack, settings: Settings
) -> None:
    before = lay_out(lesson, pack, settings)
    shutil.rmtree(before.root)
    (lesson.start / "new.txt").write_text("new")
    from prodtutor.curriculum.load import load_lesson

    newer = load_lesson(pack, pack.lessons[0])
    assert newer.digest != before.marker.digest
    assert lay_out(newer, pack, settings).marker.digest == before.marker.digest


def test_a_moved_folder_keeps_its_history(lesson: Lesson, pack: Pack, settings: Settings, tmp_path: Path) -> None:
    before = lay_out(lesson, pack, settings)
    before.root.rename(tmp_path / "moved")
    moved = find(lesson, pack, settings, tmp_path / "moved")
    assert moved is not None
    assert moved.history.id == before.history.id
    assert lay_out(lesson, pack, settings).history.id != before.history.id, "a new folder has a history of its own"


def test_a_copied_folder_gets_a_history_of_its_own(
    lesson: Lesson, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    before = lay_out(lesson, pack, settings)
    shutil.copytree(before.root, tmp_path / "copy")
    copy = find(lesson, pack, settings, tmp_path / "copy")
    assert copy is not None
    assert copy.history.id != before.history.id
    assert copy.history.base() == before.history.base()
    again = find(lesson, pack, settings)
    assert again is not None
    assert again.history.id == before.history.id
    copied_again = find(lesson, pack, settings, tmp_path / "copy")
    assert copied_again is not None
    assert copied_again.history.id == copy.history.id


def test_a_lost_history_begins_anew(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    root = lay_out(lesson, pack, settings).root
    (root / "greet.py").write_text("mine")
    shutil.rmtree(settings.home / ".history")
    found = find(lesson, pack, settings)
    assert found is not None
    assert any("history" in notice for notice in found.notices)
    assert found.history.base() == compose(lesson, "start")
    assert (root / "greet.py").read_text() == "mine"


def test_a_folder_that_was_never_laid_out_is_only_read(
    lesson: Lesson, pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "greet.py").write_text("theirs")
    found = find(lesson, pack, settings, folder)
    assert found is not None
    assert os.listdir(folder) == ["greet.py"]
    again = find(lesson, pack, settings, folder)
    assert again is not None
    assert again.history.id == found.history.id
    assert find(lesson, pack, settings, tmp_path / "gone") is None


def test_a_missing_entry_file_is_said(lesson: Lesson, pack: Pack, settings: Settings) -> None:
    root = lay_out(lesson, pack, settings).root
    (root / "greet.py").unlink()
    found = find(lesson, pack, settings)
    assert found is not None
    assert found.notices == ("greet.py is not in the folder. To bring it back: prodtutor reset 1 greet.py",)


AS_NOBODY = """
import os, sys
from pathlib import Path
from prodtutor.curriculum.load import load_lesson, load_pack
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings
from prodtutor.workspace.folder import find, lay_out
home, pack = Path(sys.argv[1]), load_pack(Path(sys.argv[2]))
settings, lesson = Settings(home=home, state=home), load_lesson(pack, pack.lessons[0])
if os.geteuid() == 0:
    os.setgroups([])
    os.setuid(65534)
found = find(lesson, pack, settings)
print("\\n".join(found.notices))
try:
    lay_out(lesson, pack, settings, home / "new")
except UsageProblem as problem:
    print(problem)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
def test_a_read_only_folder_opens_and_says_so(lesson: Lesson, pack: Pack) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        lay_out(lesson, pack, Settings(home=home, state=home))
        own_pack = shutil.copytree(pack.root, home / "pack")
        folders = [path for path in (home, *home.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o555)
        command = [sys.executable, "-c", AS_NOBODY, str(home), str(own_pack)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        for path in folders:
            path.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "01-greet is read-only" in done.stdout
    assert "new cannot be made" in done.stdout
