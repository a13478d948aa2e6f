"""A specimen in a folder of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from prodtutor.authoring.lay import lay_specimen
from prodtutor.curriculum.load import compose
from prodtutor.errors import UsageProblem
from prodtutor.session.open import open_lesson
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings
from prodtutor.workspace.snapshot import take

GOLDEN = Path(__file__).parents[1] / "golden" / "pack"


@pytest.mark.parametrize("what", ["solution", "stage:1.1", "accept:loop", "reject:untyped"])
def test_the_folder_holds_exactly_the_specimen_and_is_known_again(
    settings: Settings, tmp_path: Path, what: str
) -> None:
    with Tutor(replace(settings, pack=GOLDEN)) as tutor:
        root = lay_specimen(tutor, "1", what, tmp_path / "laid")

        assert dict(take(root).files) == compose(tutor.lesson("1"), what)
        assert open_lesson(tutor, None, directory=root).lesson.slug == "01-double"


@pytest.mark.parametrize("there", ["file", "full"])
def test_what_is_there_is_left_alone(settings: Settings, tmp_path: Path, there: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".hidden").write_text("mine")

    with Tutor(replace(settings, pack=GOLDEN)) as tutor, pytest.raises(UsageProblem, match="empty"):
        lay_specimen(tutor, "1", "solution", tmp_path / there)
    assert (tmp_path / "file").read_text() == "mine"
    assert [path.name for path in (tmp_path / "full").iterdir()] == [".hidden"]


def test_an_empty_folder_is_used(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with Tutor(replace(settings, pack=GOLDEN)) as tutor:
        assert lay_specimen(tutor, "1", "solution", tmp_path / "empty") == tmp_path / "empty"
