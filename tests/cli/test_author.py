"""prodtutor author verify and lay."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import GOLDEN, Ran, one_sentence


def test_a_true_pack_is_proved(golden: Callable[..., Ran]) -> None:
    ran = golden("author", "verify", "--json")

    assert (ran.status, ran.err) == (0, "")
    [lesson] = ran.json["lessons"]
    assert (ran.json["schema"], lesson["lesson"]) == (1, "01-double")
    assert (lesson["steps"], lesson["stages"], lesson["accepts"], lesson["rejects"]) == (2, 2, 1, 4)
    assert lesson["disagreements"] == []


def test_a_specimen_that_does_not_do_what_it_says_is_named(inside: Callable[..., Ran], tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "pack")
    (tmp_path / "pack/exercises/01-double/accept/loop/double.py").write_text(
        "def double(n: int) -> int:\n    return 0\n"
    )
    ran = inside("author", "verify", "1", "--pack", str(tmp_path / "pack"))

    assert ran.status == 1
    assert "accept:loop" in ran.out
    assert "expected" in ran.out


def test_a_planned_lesson_cannot_be_verified(golden: Callable[..., Ran]) -> None:
    ran = golden("author", "verify", "2")

    assert ran.status == 2
    assert one_sentence(ran.err)


@pytest.mark.parametrize(
    ("choice", "status"),
    [
        (("--solution",), 0),
        (("--stage", "1.1"), 1),
        (("--accept", "loop"), 0),
        (("--reject", "untyped"), 1),
    ],
)
def test_a_specimen_is_laid_out_and_can_be_checked(
    golden: Callable[..., Ran], tmp_path: Path, choice: tuple[str, ...], status: int
) -> None:
    laid = golden("author", "lay", "1", str(tmp_path / "laid"), *choice)

    assert (laid.status, Path(laid.out.strip())) == (0, tmp_path / "laid")
    assert golden("check", "--dir", str(tmp_path / "laid")).status == status


@pytest.mark.parametrize("choice", [("--reject", "nothing"), ("--stage", "9.9")])
def test_an_unknown_specimen_writes_nothing(
    golden: Callable[..., Ran], tmp_path: Path, choice: tuple[str, ...]
) -> None:
    ran = golden("author", "lay", "1", str(tmp_path / "laid"), *choice)

    assert ran.status == 2
    assert one_sentence(ran.err)
    assert not (tmp_path / "laid").exists()


def test_a_folder_with_something_in_it_is_left_alone(golden: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "double.py").write_text("mine")
    ran = golden("author", "lay", "1", str(tmp_path / "full"), "--solution")

    assert ran.status == 2
    assert (tmp_path / "full" / "double.py").read_text() == "mine"


def test_a_mistake_around_the_lessons_is_shown_and_counts(inside: Callable[..., Ran], tmp_path: Path) -> None:
    lessons = tmp_path / "pack" / "lessons"
    lessons.mkdir(parents=True)
    entry = '[[lessons]]\nnumber = 1\nslug = "01-a"\ntitle = "A"\nminutes = "1"\n'
    (lessons / "pack.toml").write_text(f'name = "p"\nversion = "1"\ntitle = "P"\n\n{entry}')
    (lessons / "glossary.toml").write_text('[[terms]]\nterm = "a"\nsays = "A."\nlesson = "gone"\n')
    ran = inside("author", "verify", "--pack", str(tmp_path / "pack"))
    assert ran.status == 1
    assert "There is no lesson gone." in ran.out
    assert inside("author", "verify", "--pack", str(tmp_path / "pack"), "--json").json["around"]
