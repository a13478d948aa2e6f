"""start, reset, history, restore: nothing of the learner's is ever lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.cli.folder import local_time

from .conftest import GOLDEN, Ran, one_sentence

START = (GOLDEN / "exercises" / "01-double" / "start" / "double.py").read_bytes()


@pytest.fixture
def folder(golden: Callable[..., Ran]) -> Path:
    """The laid-out exercise."""
    return Path(golden("start", "1").out.strip())


def test_start_prints_the_folder_and_nothing_else_on_standard_output(
    golden: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = golden("start", "1")

    assert ran.status == 0
    assert Path(ran.out.strip()) == tmp_path / "home" / "01-double"
    assert (tmp_path / "home" / "01-double" / "double.py").read_bytes() == START
    assert "prodtutor run 1" in ran.err


def test_starting_again_changes_nothing(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("mine = 1\n")
    ran = golden("start", "double")

    assert (ran.status, Path(ran.out.strip())) == (0, folder)
    assert (folder / "double.py").read_text() == "mine = 1\n"


def test_start_lays_out_where_it_is_told(golden: Callable[..., Ran], tmp_path: Path) -> None:
    ran = golden("start", "1", "--to", str(tmp_path / "there"))

    assert Path(ran.out.strip()) == tmp_path / "there"
    assert (tmp_path / "there" / "double.py").is_file()


def test_start_does_not_touch_a_folder_with_something_in_it(golden: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    ran = golden("start", "1", "--to", str(tmp_path / "full"))

    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("wanted", "words"), [("99", "1 (01-double)"), ("nothing", "1 (01-double)"), ("2", "planned")])
def test_a_lesson_that_is_not_there_is_a_sentence(golden: Callable[..., Ran], wanted: str, words: str) -> None:
    ran = golden("start", wanted)

    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)
    assert words in ran.err


@pytest.mark.parametrize("command", ["start", "run", "check", "hint", "diff", "history", "reset", "reveal", "lesson"])
def test_without_a_lesson_outside_of_a_folder_it_asks_which(golden: Callable[..., Ran], command: str) -> None:
    ran = golden(command)

    assert (ran.status, ran.out) == (2, "")
    assert one_sentence(ran.err)
    assert "lesson" in ran.err.lower()


def test_a_newer_version_is_announced_and_moved_to_with_the_edits_kept(
    inside: Callable[..., Ran], tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(GOLDEN, pack)
    folder = Path(inside("start", "1", "--pack", str(pack)).out.strip())
    (folder / "mine.py").write_text("mine = 1\n")
    (pack / "exercises" / "01-double" / "start" / "double.py").write_text("newer = 1\n")

    announced = inside("history", "1", "--pack", str(pack), "--json")
    assert "prodtutor start 1 --update" in announced.err
    assert announced.json["schema"] == 1
    moved = inside("start", "1", "--update", "--pack", str(pack))
    assert (moved.status, Path(moved.out.strip())) == (0, folder)
    assert (folder / "double.py").read_text() == "newer = 1\n"
    assert (folder / "mine.py").read_text() == "mine = 1\n"
    assert "newer version" not in inside("history", "1", "--pack", str(pack)).err


def test_reset_keeps_what_was_there_and_says_how_to_get_it_back(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("mine = 1\n")
    (folder / "extra.py").write_text("extra = 1\n")
    ran = golden("reset", "1")

    assert ran.status == 0
    assert (folder / "double.py").read_bytes() == START
    assert not (folder / "extra.py").exists()
    words = ran.out.split()
    restored = golden("restore", "1", words[-1].strip("`."))
    assert restored.status == 0
    assert (folder / "double.py").read_text() == "mine = 1\n"
    assert (folder / "extra.py").read_text() == "extra = 1\n"


def test_reset_of_one_file_leaves_the_others_also_inside_the_folder(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("mine = 1\n")
    (folder / "extra.py").write_text("extra = 1\n")
    ran = golden("reset", "double.py", cwd=folder)

    assert ran.status == 0
    assert (folder / "double.py").read_bytes() == START
    assert (folder / "extra.py").read_text() == "extra = 1\n"


def test_reset_of_an_unknown_file_changes_nothing(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("mine = 1\n")
    ran = golden("reset", "1", "nothing.py")

    assert ran.status == 2
    assert one_sentence(ran.err)
    assert (folder / "double.py").read_text() == "mine = 1\n"


def test_history_lists_entries_for_people_and_for_scripts(golden: Callable[..., Ran], folder: Path) -> None:
    golden("reset", "1")
    (folder / "double.py").write_text("mine = 1\n")
    golden("reset", "1")
    data = golden("history", "--json", cwd=folder).json
    text = golden("history", "1").out

    assert (data["schema"], data["lesson"]) == (1, "01-double")
    ids = [entry["id"] for entry in data["entries"]]
    assert ids == sorted(ids)
    assert data["entries"][0]["kind"] == "start"
    assert data["entries"][0]["files"] == ["double.py"]
    assert set(data["entries"][0]) >= {"id", "time", "kind", "verdict"}
    assert "laid out" in text
    assert "reset" in text


def test_going_back_twice_ends_where_it_began(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("mine = 1\n")
    back = golden("restore", "1", cwd=folder)
    assert (folder / "double.py").read_bytes() == START
    [before] = [word for word in back.out.replace("`", " ").split() if word.isdigit() and word != "1"][:1]
    golden("restore", "1", before)

    assert (folder / "double.py").read_text() == "mine = 1\n"


def test_an_unknown_entry_changes_nothing(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_text("mine = 1\n")
    ran = golden("restore", "1", "999")

    assert ran.status == 2
    assert one_sentence(ran.err)
    assert (folder / "double.py").read_text() == "mine = 1\n"


def test_a_time_that_is_none_is_shown_as_it_stands() -> None:
    assert local_time("yesterday\x1b[2J") == "yesterday␛[2J"
    assert len(local_time("2026-11-20T08:57:00+00:00")) == len("2026-11-20 08:57:00")
