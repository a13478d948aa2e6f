"""The two folders that prodtutor writes to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from prodtutor.doctor.folders import folder, strays
from prodtutor.settings import Settings

AS_ROOT = os.name == "nt" or os.geteuid() == 0


def test_a_folder_that_is_not_there_yet_is_fine_and_is_not_made(tmp_path: Path) -> None:
    check = folder("state", tmp_path / "not" / "there", "PRODTUTOR_STATE")

    assert check.status == "ok"
    assert list(tmp_path.iterdir()) == []


def test_trying_a_folder_leaves_nothing_behind(tmp_path: Path) -> None:
    assert folder("state", tmp_path, "PRODTUTOR_STATE").status == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = folder("state", tmp_path / "file" / "state", "PRODTUTOR_STATE")

    assert check.status == "problem"
    assert "PRODTUTOR_STATE" in check.hint


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
@pytest.mark.parametrize("inside", ["", "home"])
def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path, inside: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)

    assert folder("exercises", locked / inside, "PRODTUTOR_HOME").status == "problem"


def test_leftovers_of_cut_off_saves_are_named(settings: Settings) -> None:
    assert strays(settings).status == "ok"
    lesson = settings.home / "04-configuration"
    lesson.mkdir(parents=True)
    (lesson / ".prodtutor-1-abc.tmp").touch()

    check = strays(settings)
    assert check.status == "warning"
    assert ".prodtutor-1-abc.tmp" in check.message
