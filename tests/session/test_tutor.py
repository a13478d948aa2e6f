"""Parts are made when they are asked for, and closed once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings


def test_lessons_are_read_once(tutor: Tutor) -> None:
    assert tutor.lesson("greet") is tutor.lesson("1")
    with pytest.raises(UsageProblem, match="planned"):
        tutor.lesson("2")


def test_closing_twice(tutor: Tutor) -> None:
    tutor.progress.set_fact("a", "b")
    tutor.close()
    tutor.close()
    assert tutor.progress.fact("a") == "b"


def test_nothing_is_written_before_it_is_needed(settings: Settings, small_pack: Path) -> None:
    with Tutor(replace(settings, pack=small_pack)) as tutor:
        assert tutor.pack.name == "small"
        assert tutor.notices == ()
    assert not settings.state.exists()
    assert not settings.home.exists()


def test_a_state_folder_that_cannot_be_used_costs_only_the_memory(settings: Settings, small_pack: Path) -> None:
    settings.state.write_text("a file")
    with Tutor(replace(settings, pack=small_pack)) as tutor:
        tutor.progress.set_fact("a", "b")
        assert tutor.progress.fact("a") == "b"
        assert len(tutor.notices) == 1
        assert "not kept this time" in tutor.notices[0]
    assert settings.state.read_text() == "a file"


LIGHT = """
import sys
import prodtutor.session.tutor, prodtutor.session.open, prodtutor.session.overview, prodtutor.session.edit
import prodtutor.session.compare, prodtutor.session.reset, prodtutor.session.lock, prodtutor.session.hint
heavy = {"sqlite3", "textual", "mypy", "pytest", "subprocess", "asyncio", "filelock", "rich", "psutil"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_importing_the_session_is_light() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == []
