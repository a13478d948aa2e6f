"""Which path is one learner's work, which holds many, and which lesson it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from prodtutor.classroom.gather import Gathering, shown
from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.errors import UsageProblem

from .bundles import bundle
from .conftest import GOLDEN, SOLVED, work

PACK = load_pack(GOLDEN)
LESSON = load_lesson(PACK, find_entry(PACK, "1"))


@pytest.fixture
def gathering() -> Gathering:
    return Gathering(PACK, None)


def names(gathering: Gathering, *paths: Path) -> list[str]:
    return [item.name for item in gathering.find(paths)[0]]


def test_a_learners_folder_is_one(gathering: Gathering, tmp_path: Path) -> None:
    ada = work(tmp_path / "ada")
    work(ada / "tests")

    assert names(gathering, ada) == ["ada"]


def test_a_folder_of_them_is_many(gathering: Gathering, tmp_path: Path) -> None:
    work(tmp_path / "class" / "bob")
    work(tmp_path / "class" / "ada")
    (tmp_path / "class" / "cleo.zip").write_bytes(bundle().to_bytes())
    (tmp_path / "class" / "README.md").touch()
    (tmp_path / "class" / ".DS_Store").touch()

    found, skipped = gathering.find([tmp_path / "class"])

    assert [item.name for item in found] == ["ada", "bob", "cleo"]
    assert [(item.name, item.why) for item in skipped] == [("README.md", "it is neither a folder nor a bundle")]


def test_a_script_of_the_teachers_makes_no_learner_of_a_class(gathering: Gathering, tmp_path: Path) -> None:
    work(tmp_path / "class" / "ada")
    (tmp_path / "class" / "my_script.py").touch()

    assert names(gathering, tmp_path / "class") == ["ada"]


@pytest.mark.parametrize("inner", ["folder", "bundle"])
def test_what_learning_platforms_wrap_is_unwrapped(gathering: Gathering, tmp_path: Path, inner: str) -> None:
    ada = tmp_path / "class" / "ada_12345_assignsubmission_file"
    if inner == "folder":
        work(ada / "01-double")
    else:
        ada.mkdir(parents=True)
        (ada / "01-double.zip").write_bytes(bundle({"double.py": SOLVED}).to_bytes())

    (found,), _ = gathering.find([tmp_path / "class"])
    submission = gathering.read(found)

    assert found.name == ada.name
    assert (dict(submission.snapshot.files), submission.lesson) == ({"double.py": SOLVED}, "01-double")


def test_a_link_in_a_class_is_skipped(gathering: Gathering, tmp_path: Path) -> None:
    work(tmp_path / "class" / "ada")
    (tmp_path / "class" / "bob").symlink_to(GOLDEN / "exercises" / "01-double" / "solution")

    found, skipped = gathering.find([tmp_path / "class"])

    assert [item.name for item in found] == ["ada"]
    assert skipped[0].why == "it is a link"


def test_equal_names_are_told_apart(gathering: Gathering, tmp_path: Path) -> None:
    paths = [work(tmp_path / group / "ada") for group in ("a", "b")]

    assert names(gathering, *paths) == ["ada", "ada (2)"]


def test_what_is_not_there(gathering: Gathering, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="There is no"):
        gathering.find([tmp_path / "nowhere"])


def test_a_pipe_is_skipped(gathering: Gathering, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    found, skipped = gathering.find([tmp_path / "pipe"])

    assert (found, skipped[0].name) == ([], "pipe")


def test_the_lesson_by_its_files(gathering: Gathering, tmp_path: Path) -> None:
    (found,), _ = gathering.find([work(tmp_path / "ada")])

    assert gathering.read(found).lesson == LESSON.slug


def test_a_lesson_that_nobody_can_tell(gathering: Gathering, tmp_path: Path) -> None:
    ada = tmp_path / "ada"
    ada.mkdir()
    (ada / "other.py").write_bytes(b"x = 1\n")
    (found,), _ = gathering.find([ada])

    assert "--lesson" in gathering.read(found).problem
    assert Gathering(PACK, LESSON).read(found).lesson == LESSON.slug


@pytest.mark.parametrize(
    ("lesson", "pack", "says"), [("02-other", "golden", "no lesson"), ("01-double", "other", "made with the pack")]
)
def test_a_bundle_of_something_else(gathering: Gathering, tmp_path: Path, lesson: str, pack: str, says: str) -> None:
    name = PACK.name if pack == "golden" else pack
    (tmp_path / "ada.zip").write_bytes(bundle(lesson=lesson, pack=name).to_bytes())
    (found,), _ = gathering.find([tmp_path / "ada.zip"])

    submission = gathering.read(found)

    assert says in submission.problem
    assert not submission.snapshot.files


def test_a_folder_that_goes_while_it_is_graded(gathering: Gathering, tmp_path: Path) -> None:
    (found,), _ = gathering.find([work(tmp_path / "ada")])
    shutil.rmtree(tmp_path / "ada")

    assert "not there any more" in gathering.read(found).problem


def test_names_can_be_shown() -> None:
    assert shown(os.fsdecode(b"caf\xff\x1b[2J")) == "caf\\xff␛[2J"
    assert len(shown("x" * 1000)) == 120
