"""A small lesson for the gates."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.curriculum.model import Lesson

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"


@pytest.fixture(scope="session")
def lesson() -> Lesson:
    pack = load_pack(GOLDEN)
    return load_lesson(pack, find_entry(pack, "1"))
