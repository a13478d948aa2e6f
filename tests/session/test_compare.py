"""What differs from the start, the reference, a stage or an entry."""

from __future__ import annotations

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.compare import diff
from prodtutor.session.history import restore
from prodtutor.session.open import OpenLesson


def test_against_the_start(opened: OpenLesson) -> None:
    assert diff(opened, "start").files == ()
    (opened.root / "greet.py").write_text("x = 1\n")
    (opened.root / "old.txt").unlink()
    found = diff(opened, "start")
    assert [(file.file, file.status) for file in found.files] == [("greet.py", "changed"), ("old.txt", "removed")]
    assert ("+", "x = 1") in found.files[0].hunks[0].lines


def test_against_the_reference_with_reasons(opened: OpenLesson) -> None:
    found = diff(opened, "reference")
    assert [file.file for file in found.files] == ["greet.py", "old.txt"]
    notes = [note for hunk in found.files[0].hunks for note in hunk.notes]
    assert notes == ["A value can be tested, a print cannot.", "The print inside the function goes."]
    assert ("+", '"""Greets people."""') in found.files[0].hunks[0].lines


def test_against_a_step_and_an_entry(opened: OpenLesson) -> None:
    found = diff(opened, "step:1.1")
    assert [file.file for file in found.files] == ["greet.py"]
    (opened.root / "old.txt").write_text("new\n")
    (file,) = diff(opened, "entry:1").files
    assert file.hunks[0].lines == (("-", "old"), ("+", "new"))


@pytest.mark.parametrize(
    "against",
    [
        "",
        "end",
        "step:",
        "step:7",
        "step:1.2",
        "entry:7",
        "entry:",
        "entry:-1",
        "entry:²",
        "entry:1..7",
        "entry:..",
        "step:..",
        "step:1.1..",
        "step:7..1.1",
    ],
)
def test_what_is_not_there(opened: OpenLesson, against: str) -> None:
    with pytest.raises(UsageProblem):
        diff(opened, against)


def test_what_the_reference_changes_in_a_step(opened: OpenLesson) -> None:
    (opened.root / "greet.py").write_text("the learner's own does not matter\n")
    found = diff(opened, "step:start..1.1")
    assert (found.old, found.new) == ("as given", "the reference after 1.1")
    assert [file.file for file in found.files] == ["greet.py"]
    assert diff(opened, "step:1.1..1.1").files == ()


def test_one_entry_against_another(opened: OpenLesson) -> None:
    (opened.root / "old.txt").write_text("new\n")
    restore(opened, 1)  # records what was found first
    (file,) = diff(opened, "entry:1..2").files
    assert file.hunks[0].lines == (("-", "old"), ("+", "new"))
