"""Handing work in."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from prodtutor.classroom.bundle import parse_bundle, read_bundle
from prodtutor.classroom.submit import default_place, hand_in, pack_up
from prodtutor.errors import UsageProblem
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings


@pytest.fixture
def opened(golden: Settings) -> OpenLesson:
    with Tutor(golden) as tutor:
        return open_lesson(tutor, "1")


def test_the_files_and_what_they_belong_to(opened: OpenLesson) -> None:
    (opened.root / "notes").mkdir()
    (opened.root / "notes" / "mine.txt").write_bytes(b"mine\n")

    read = parse_bundle(pack_up(opened).to_bytes())

    assert dict(read.files) == {
        "double.py": (opened.root / "double.py").read_bytes(),
        "notes/mine.txt": b"mine\n",
    }
    assert (read.manifest.lesson, read.manifest.pack.name) == ("01-double", opened.tutor.pack.name)
    assert read.manifest.pack.digest == opened.lesson.digest
    assert {"prodtutor", "pytest", "ruff", "mypy", "python"} <= set(read.manifest.tools)


def test_equal_work_gives_equal_bytes(opened: OpenLesson) -> None:
    first = pack_up(opened, learner="Ada").to_bytes()
    os.utime(opened.root / "double.py", (1, 1))

    assert pack_up(opened, learner="Ada").to_bytes() == first


def test_name_and_progress_only_if_they_are_given(opened: OpenLesson) -> None:
    opened.tutor.progress.record_hint(opened.lesson.slug, opened.lesson.steps[0].name, "value", 2)

    silent = pack_up(opened).manifest
    told = pack_up(opened, learner=" Ada  Lovelace ", share_progress=True).manifest

    assert (silent.learner, silent.progress) == (None, None)
    assert told.learner == "Ada Lovelace"
    assert told.progress is not None
    assert dict(told.progress.hints) == {"1.1": 2}


def test_a_file_that_cannot_be_taken_is_named(opened: OpenLesson) -> None:
    (opened.root / "link.txt").symlink_to("/etc/passwd")

    bundle = pack_up(opened)

    assert "link.txt" not in bundle.files
    assert "link.txt is a link" in bundle.manifest.left_out[0]


@pytest.mark.parametrize("names", [("aux.py",), ("a:b.txt",), ("A.txt", "a.txt"), ("end ",)])
def test_a_folder_that_other_systems_cannot_have(opened: OpenLesson, names: tuple[str, ...]) -> None:
    for name in names:
        (opened.root / name).write_bytes(b"x")

    with pytest.raises(UsageProblem, match="cannot be handed in"):
        pack_up(opened)


def test_a_bundle_replaces_a_bundle_and_nothing_else(opened: OpenLesson, tmp_path: Path) -> None:
    place = tmp_path / "mine.zip"
    hand_in(opened, pack_up(opened), place)
    hand_in(opened, pack_up(opened, learner="Ada"), place)
    assert read_bundle(place).manifest.learner == "Ada"

    place.write_bytes(b"a picture")
    with pytest.raises(UsageProblem, match="no bundle"):
        hand_in(opened, pack_up(opened), place)
    assert place.read_bytes() == b"a picture"


def test_never_in_the_exercise_folder(opened: OpenLesson, tmp_path: Path) -> None:
    inside = opened.root / "sub"
    inside.mkdir()

    with pytest.raises(UsageProblem, match="handed in"):
        hand_in(opened, pack_up(opened), inside / "mine.zip")
    assert default_place(opened, inside) == opened.root.parent / "01-double.zip"
    assert default_place(opened, tmp_path) == tmp_path / "01-double.zip"


def test_too_much(opened: OpenLesson) -> None:
    for number in range(400):
        (opened.root / f"{number}.txt").touch()

    with pytest.raises(UsageProblem, match="Too much"):
        pack_up(opened)


def test_a_state_folder_elsewhere_changes_nothing(opened: OpenLesson, tmp_path: Path) -> None:
    other = dataclasses.replace(opened.tutor.settings, state=tmp_path / "another")
    with Tutor(other) as tutor:
        again = open_lesson(tutor, "1")

    assert pack_up(again).to_bytes() == pack_up(opened).to_bytes()
