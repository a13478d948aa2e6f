"""Where histories lie, and which one belongs to a folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.settings import Settings
from prodtutor.workspace.history import History

FOLDER = ".history"
_OTHERS = 1000


def history_named(settings: Settings, name: str) -> History | None:
    """The history of that id (as a marker gives it, its form checked there); None when it is not there."""
    folder = settings.home / FOLDER / name
    return History(folder) if folder.is_dir() else None


def history_at(settings: Settings, lesson: Lesson, pack: Pack, root: Path) -> History | None:
    """The history of the folder `root`, whether the folder is there or not; None when there is none."""
    home = settings.home / FOLDER
    try:
        names = sorted(name for name in os.listdir(home) if name.startswith(lesson.slug + "-"))
    except OSError:
        return None
    for name in names:
        history = History(home / name)
        about = history.about()
        if about and (about.pack, about.lesson, about.root) == (pack.name, lesson.slug, str(root)):
            return history
    return None


def new_history(settings: Settings, lesson: Lesson, root: Path) -> History:
    """An empty history for the folder `root`; nothing is written yet.

    Its name follows from the folder's path, so that one that was begun and not finished is used again.
    """
    path = hashlib.sha256(os.fsencode(str(root))).hexdigest()[:10]
    for number in range(1, _OTHERS):
        name = f"{lesson.slug}-{path}" + (f"-{number}" if number > 1 else "")
        history = History(settings.home / FOLDER / name)
        if history.about() is None:
            break
    return history
