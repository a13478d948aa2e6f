"""What tests of the classroom share: the small golden pack, and settings that use it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from prodtutor.settings import Settings

GOLDEN = Path(__file__).parents[1] / "golden" / "pack"
SOLVED = (GOLDEN / "exercises" / "01-double" / "solution" / "double.py").read_bytes()
START = (GOLDEN / "exercises" / "01-double" / "start" / "double.py").read_bytes()


@pytest.fixture
def golden(settings: Settings) -> Settings:
    """Settings of this test alone, with the golden pack: lesson 1 asks for `double.py`."""
    return dataclasses.replace(settings, pack=GOLDEN)


def work(folder: Path, code: bytes = SOLVED, **files: bytes) -> Path:
    """A learner's folder with this `double.py`, and more files."""
    folder.mkdir(parents=True)
    (folder / "double.py").write_bytes(code)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
