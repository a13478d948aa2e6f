"""The one lesson of the small pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import load_lesson, load_pack
from prodtutor.curriculum.model import Lesson, Pack


@pytest.fixture
def pack(small_pack: Path) -> Pack:
    return load_pack(small_pack)


@pytest.fixture
def lesson(pack: Pack) -> Lesson:
    return load_lesson(pack, pack.lessons[0])
