"""A subject over files written in the test, and nothing of it left behind."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checkkit import Subject
from prodtutor.checkkit.current import Current
from prodtutor.processes import Limits, live_processes

Make = Callable[..., Subject]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """make({"app.py": "…"}, timeout=5.0, **limits) -> a subject over these files."""
    made: list[Subject] = []
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def build(
        files: dict[str, str], timeout: float = 10.0, libraries: Path | None = None, cancel: Any = None, **limits: Any
    ) -> Subject:
        stage = tmp_path / f"stage{len(made)}"
        for name, text in files.items():
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        stage.mkdir(exist_ok=True)
        current = Current(stage, {}, scratch, libraries, Limits(**limits), cancel)
        made.append(Subject(current, timeout=timeout))
        return made[-1]

    yield build
    for subject in made:
        subject.close()
    assert list(scratch.iterdir()) == []
    assert not live_processes()
