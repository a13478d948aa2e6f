"""A lesson opens by number, by name or from its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.open import open_lesson
from prodtutor.session.tutor import Tutor


def test_the_first_opening_lays_out_and_the_second_does_not(tutor: Tutor) -> None:
    first = open_lesson(tutor, "1")
    assert first.fresh
    assert first.update is None
    assert first.root == tutor.settings.home / "01-greet"
    second = open_lesson(tutor, "greet")
    assert not second.fresh
    assert second.root == first.root
    assert second.notices == ()


def test_inside_a_folder_the_lesson_may_be_left_out(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = open_lesson(tutor, "1", to=tmp_path / "mine")
    assert laid.root == tmp_path / "mine"
    assert open_lesson(tutor, None, directory=laid.root / "data").root == laid.root
    monkeypatch.chdir(laid.root / "data")
    assert open_lesson(tutor, None).root == laid.root
    assert open_lesson(tutor, "1").root == laid.root, "the folder around is meant, not the one at home"


def test_outside_of_any_folder_it_is_asked_for(tutor: Tutor) -> None:
    with pytest.raises(UsageProblem, match="not inside an exercise folder"):
        open_lesson(tutor, None)


def test_without_laying_out(tutor: Tutor, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="prodtutor start 1"):
        open_lesson(tutor, "1", lay=False)
    assert not tutor.settings.home.exists()
    with pytest.raises(UsageProblem, match="gone is not there"):
        open_lesson(tutor, "1", directory=tmp_path / "gone")
    assert not (tmp_path / "gone").exists()


def test_a_folder_of_another_pack(tutor: Tutor) -> None:
    root = open_lesson(tutor, "1").root
    marker = root / ".prodtutor.toml"
    marker.write_text(marker.read_text().replace('pack = "small"', 'pack = "large"'))
    with pytest.raises(UsageProblem, match="of the pack large"):
        open_lesson(tutor, None, directory=root)


def test_planned_and_unknown_lessons(tutor: Tutor) -> None:
    for wanted, words in (("2", "planned"), ("9", "no lesson")):
        with pytest.raises(UsageProblem, match=words):
            open_lesson(tutor, wanted)
    assert not tutor.settings.home.exists()


def test_a_newer_version_is_announced(tutor: Tutor, small_pack: Path) -> None:
    open_lesson(tutor, "1")
    (small_pack / "exercises/01-greet/start/new.txt").write_text("new")
    with Tutor(tutor.settings) as later:
        opened = open_lesson(later, "1")
        assert opened.update is not None
        assert "newer version" in opened.update
        assert not (opened.root / "new.txt").exists()
