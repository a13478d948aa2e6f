"""The folder is watched while the learner edits it elsewhere."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from prodtutor.session.open import OpenLesson
from prodtutor.session.watch import watch


def test_each_new_state_comes_once(opened: OpenLesson) -> None:
    stop = threading.Event()
    states = watch(opened, stop)
    first = next(states)
    name = opened.lesson.entry
    (opened.root / name).write_text("one = 1\n")
    second = next(states)
    assert second.files[name] == b"one = 1\n"
    assert second.digest != first.digest

    temporary = opened.root / "save.tmp~"
    temporary.write_text("two = 2\n")
    os.replace(temporary, opened.root / name)  # as most editors save
    assert next(states).files[name] == b"two = 2\n"

    (opened.root / name).unlink()
    assert name not in next(states).files
    stop.set()
    assert list(states) == []


def test_a_file_that_is_touched_only_is_no_new_state(opened: OpenLesson, tmp_path: Path) -> None:
    stop = threading.Event()
    states = watch(opened, stop)
    next(states)
    (opened.root / opened.lesson.entry).touch()
    (opened.root / "real.py").write_text("x = 1\n")
    assert "real.py" in next(states).files
    stop.set()
