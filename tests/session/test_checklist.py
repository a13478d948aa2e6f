"""The checklist is Markdown, and never takes the place of a file in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.checklist import FILE, checklist, export, target_of
from prodtutor.session.tutor import Tutor

COURSE = """\
[[checklist]]
title = "Manners"
lesson = "01-greet"
items = ["It greets everybody.", "It says good-bye."]

[[checklist]]
title = "People"
items = ["There is a name."]
"""


@pytest.fixture(autouse=True)
def _course(small_pack: Path) -> None:
    (small_pack / "lessons" / "course.toml").write_text(COURSE, encoding="utf-8")


def test_each_line_has_a_box(tutor: Tutor) -> None:
    text = checklist(tutor)
    assert text.startswith("# ")
    assert "## Manners (lesson 1)\n\n- [ ] It greets everybody.\n- [ ] It says good-bye.\n" in text
    assert "## People\n\n- [ ] There is a name.\n" in text


def test_it_is_written_to_a_file_or_into_a_folder(tutor: Tutor, tmp_path: Path) -> None:
    assert export(tutor, tmp_path / "mine.md") == tmp_path / "mine.md"
    assert export(tutor, tmp_path) == tmp_path / FILE == target_of(tmp_path)
    assert (tmp_path / FILE).read_text("utf-8") == checklist(tutor)


def test_a_file_that_is_there_stays_unless_the_learner_says_so(tutor: Tutor, tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("my notes")
    with pytest.raises(UsageProblem, match="would be overwritten") as caught:
        export(tutor, mine)
    assert "--overwrite" in caught.value.hint
    assert mine.read_text() == "my notes"
    export(tutor, mine, overwrite=True)
    assert mine.read_text("utf-8") == checklist(tutor)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_a_folder_that_is_not_there_is_a_sentence(tutor: Tutor, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="Cannot write"):
        export(tutor, tmp_path / "gone" / "mine.md")


def test_a_pack_without_one_says_so(tutor: Tutor, small_pack: Path) -> None:
    (small_pack / "lessons" / "course.toml").write_text("")
    with pytest.raises(UsageProblem, match="no checklist"):
        checklist(tutor)
