"""prodtutor diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import SOLVED, Ran, one_sentence


@pytest.fixture
def folder(golden: Callable[..., Ran]) -> Path:
    """The laid-out exercise."""
    return Path(golden("start", "1").out.strip())


def test_without_a_change_there_is_no_difference_to_the_start(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("diff", "1", "--against", "start")

    assert ran.status == 0
    assert ran.out.startswith("No difference")


def test_what_was_changed_since_the_start(golden: Callable[..., Ran], folder: Path) -> None:
    (folder / "double.py").write_bytes(SOLVED)
    ran = golden("diff", "1", "--against", "start")

    assert "-import os" in ran.out
    assert "+    return n * 2" in ran.out


def test_the_reference_comes_with_its_reasons(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("diff", "1", "--against", "reference", "--json")

    data = ran.json
    assert (ran.status, ran.err) == (0, "")
    assert (data["schema"], data["lesson"], data["against"]) == (1, "01-double", "reference")
    [file] = data["files"]
    assert (file["file"], file["status"]) == ("double.py", "changed")
    assert {"tag": "+", "text": "    return n * 2"} in [line for hunk in file["hunks"] for line in hunk["lines"]]
    assert "Twice n is n times 2." in [note for hunk in file["hunks"] for note in hunk["notes"]]


def test_the_reference_is_not_the_default_before_everything_is_done(golden: Callable[..., Ran], folder: Path) -> None:
    assert golden("diff", "1", "--json").json["against"] == "start"
    (folder / "double.py").write_bytes(SOLVED)
    golden("check", "1")
    assert golden("diff", "1", "--json").json["against"] == "reference"


def test_an_unknown_side_is_a_sentence(golden: Callable[..., Ran], folder: Path) -> None:
    ran = golden("diff", "1", "--against", "nothing")

    assert ran.status == 2
    assert one_sentence(ran.err)
