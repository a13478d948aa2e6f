"""Overlays hold what differs from their base; mistakes in them are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import compose, load_lesson, load_pack, specimen, specimen_names
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import UsageProblem


@pytest.fixture
def lesson(small_pack: Path) -> Lesson:
    pack = load_pack(small_pack)
    return load_lesson(pack, pack.lessons[0])


def test_start(lesson: Lesson) -> None:
    assert sorted(compose(lesson, "start")) == [".env", "data/names.txt", "greet.py", "old.txt", "uv.lock"]


def test_solution_is_laid_over_start(lesson: Lesson) -> None:
    files = compose(lesson, "solution")
    assert sorted(files) == [".env", "data/names.txt", "greet.py", "uv.lock"]
    assert b'"""Greets people."""' in files["greet.py"]


def test_stage_by_id_or_name(lesson: Lesson) -> None:
    files = compose(lesson, "stage:1.1")
    assert b"old" in files["old.txt"]
    assert files == compose(lesson, "stage:return-the-greeting")


def test_accept_and_reject(lesson: Lesson) -> None:
    assert b"Hi" in compose(lesson, "accept:short")["greet.py"]
    assert "old.txt" not in compose(lesson, "accept:short")
    rejected = compose(lesson, "reject:silent")
    assert "old.txt" in rejected
    assert "data/names.txt" not in rejected
    said = specimen(lesson, "reject", "silent")
    assert (said.base, said.fails, said.says) == ("start", ("1.1", "1.2"), "nothing came back")
    assert specimen(lesson, "accept", "short").base == "solution"
    assert specimen_names(lesson, "accept") == ("short",)
    assert specimen_names(lesson, "reject") == ("silent",)


@pytest.mark.parametrize(
    "what", ["", "stage:", "stage:9", "accept:no", "reject:../silent", "accept:.", "base", "stage:../start"]
)
def test_unknown_versions(lesson: Lesson, what: str) -> None:
    with pytest.raises(UsageProblem):
        compose(lesson, what)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('base = "stage:7"\nfails = ["1.1"]', "no folder stages/7"),
        ('base = "goal"\nfails = ["1.1"]', 'Expected "start"'),
        ('\nfails = ["1.1", "7.7"]', "no step 7.7"),
        ("fails = []", "must fail"),
        ('fails = ["1.1"]\nfail = 1', "no such key as `fail`"),
        ('fails = ["1.1"]\ndelete = ["gone.txt"]', "does not have"),
    ],
)
def test_mistakes(lesson: Lesson, text: str, words: str) -> None:
    (lesson.code / "reject/silent/specimen.toml").write_text(text)
    with pytest.raises(UsageProblem) as caught:
        compose(lesson, "reject:silent")
    assert words in str(caught.value)
    assert "specimen.toml" in str(caught.value)


def test_an_accept_cannot_fail(lesson: Lesson) -> None:
    (lesson.code / "accept/short/specimen.toml").write_text('fails = ["1.1"]')
    with pytest.raises(UsageProblem, match="passes every step"):
        specimen(lesson, "accept", "short")


def test_a_reject_without_its_file(lesson: Lesson) -> None:
    (lesson.code / "reject/silent/specimen.toml").unlink()
    with pytest.raises(UsageProblem, match="is missing"):
        specimen(lesson, "reject", "silent")
