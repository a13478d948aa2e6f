"""What a result depends on, and what it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.classroom.fingerprint import checks_digest, key, tools_digest
from prodtutor.curriculum.load import find_entry, load_lesson, load_pack

from .conftest import GOLDEN


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN, tmp_path / "pack"))


def digest(root: Path) -> str:
    pack = load_pack(root)
    return checks_digest(load_lesson(pack, find_entry(pack, "1")))


def _edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(pack: Path) -> None:
        path = pack / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))

    return edit


CODE, WORDS = "exercises/01-double", "lessons/01-double/lesson.toml"


@pytest.mark.parametrize(
    "edit",
    [
        _edit(f"{CODE}/checks/test_1_1.py", "100", "101"),
        _edit(f"{CODE}/solution/double.py", "n * 2", "2 * n"),
        _edit(WORDS, '"F401"', '"F841"'),
        _edit(WORDS, 'entry = "double.py"', 'entry = "double.py"\nentry_may_go = true'),
    ],
)
def test_what_a_verdict_is_drawn_from(pack: Path, edit: Callable[[Path], None]) -> None:
    before = digest(pack)
    edit(pack)

    assert digest(pack) != before


@pytest.mark.parametrize(
    "edit",
    [
        _edit(WORDS, "What is twice as much?", "What is half as little?"),
        _edit(WORDS, 'title = "Double a number"', 'title = "Twice"'),
        _edit(f"{CODE}/accept/loop/double.py", "def", "\ndef"),
    ],
)
def test_what_only_people_read(pack: Path, edit: Callable[[Path], None]) -> None:
    before = digest(pack)
    edit(pack)

    assert digest(pack) == before


def test_tools_and_keys() -> None:
    assert tools_digest() == tools_digest()
    assert len({key("a", "b"), key("ab", ""), key("a", "b", ""), key("b", "a")}) == 4
