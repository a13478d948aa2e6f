"""The pack in use."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from prodtutor.doctor.lessons import lessons
from prodtutor.settings import Settings

GOLDEN = Path(__file__).parents[1] / "golden" / "pack"


def test_a_pack_that_can_be_read_is_counted(settings: Settings) -> None:
    [check] = lessons(replace(settings, pack=GOLDEN))

    assert check.status == "ok"
    assert "1 ready, 1 planned" in check.message


def test_a_folder_that_is_no_pack_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    [check] = lessons(replace(settings, pack=tmp_path))

    assert check.status == "problem"
    assert check.hint


@pytest.mark.parametrize("mistake", ["number = ", "surprise = 1\n"])
def test_a_lesson_with_a_mistake_is_named_with_its_file(settings: Settings, tmp_path: Path, mistake: str) -> None:
    shutil.copytree(GOLDEN, tmp_path / "pack")
    lesson = tmp_path / "pack" / "lessons" / "01-double" / "lesson.toml"
    lesson.write_text(mistake + "\n" + lesson.read_text("utf-8"), "utf-8")

    _, broken = lessons(replace(settings, pack=tmp_path / "pack"))
    assert (broken.name, broken.status) == ("lesson 1", "problem")
    assert "lesson.toml" in broken.message


def test_a_pack_without_a_ready_lesson_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    shutil.copy(GOLDEN / "lessons" / "pack.toml", tmp_path / "lessons")
    [check] = lessons(replace(settings, pack=tmp_path))

    assert check.status == "problem"
