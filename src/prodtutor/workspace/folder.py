"""The learner's folder for one lesson: laying it out, and knowing it again."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings
from prodtutor.workspace.files import read_plain, reason, sweep, write_atomically, write_file
from prodtutor.workspace.history import About, Entry, History
from prodtutor.workspace.names import LEFT_OUT, MARKER
from prodtutor.workspace.snapshot import from_files, take

_HISTORY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,120}")
_MARKER_LIMIT = 20_000


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What `.prodtutor.toml` says. It serves to find things again; nothing is believed because of it."""

    pack: str
    version: str
    lesson: str
    """The lesson's slug."""
    digest: str
    """Of the lesson that the folder was laid out from."""
    history: str
    """The name of the folder under `.history`."""


@dataclass(frozen=True)
class Workspace:
    """A folder of the learner's with its history."""

    root: Path
    marker: Marker
    history: History
    laid: bool = False
    """Laid out just now."""
    notices: tuple[str, ...] = field(default=())
    """What was found and mended, or cannot be: one sentence each."""


def lay_out(lesson: Lesson, pack: Pack, settings: Settings, to: Path | None = None) -> Workspace:
    """Lay the lesson's starting files out in `to` (by default the lesson's folder in PRODTUTOR_HOME).

    A folder that is laid out already is returned as it is. Where such a folder was deleted, its last recorded state
    comes back. Raises UsageProblem when other files are there, when it is another lesson's, or when it cannot be
    written; no file of the learner's is ever overwritten.
    """
    root = _place(lesson, settings, to)
    found = find(lesson, pack, settings, root if to is not None else None, adopt=False)
    if found is not None:
        return found
    _make(root)
    if others := _foreign(root):
        raise UsageProblem(
            "The folder is not empty",
            f"{root} holds other files ({others}).",
            "Choose an empty folder with --to, or move them away.",
        )
    history = _history_at(settings, lesson, root)
    newest = history.newest() if history else None
    if history is not None and newest is not None:
        return _lay_again(lesson, pack, root, history, newest)
    history = history or _new_history(settings, pack, lesson, root)
    files = compose(lesson, "start")
    history.record("start", from_files(files), note="the files as they were given")
    for name, data in files.items():
        write_file(root, name, data)
    return replace(_marked(lesson, pack, root, history), laid=True)


def _lay_again(lesson: Lesson, pack: Pack, root: Path, history: History, newest: Entry) -> Workspace:
    files, damaged = history.salvage(newest)
    for name, data in files.items():
        write_file(root, name, data)
    notice = f"{root} was gone. Your files are back as they were last recorded (entry {newest.id} of the history)."
    if damaged:
        notice += f" Missing, because their copies are damaged: {', '.join(damaged)}."
    known = (read_kept_digest(history) or lesson.digest) if newest.kind != "start" else lesson.digest
    return replace(_marked(lesson, pack, root, history, digest=known), laid=True, notices=(notice,))


def read_kept_digest(history: History) -> str | None:
    """The digest of the lesson version that the history's base was given from, when the pack's start is the same."""
    del history
    return None


def find(
    lesson: Lesson, pack: Pack, settings: Settings, directory: Path | None = None, *, adopt: bool = True
) -> Workspace | None:
    """The learner's folder for a lesson: `directory`, or the lesson's place in PRODTUTOR_HOME. None: not there.

    A folder that lost its marker is known again by its history. With `adopt`, a `directory` that was never laid out is
    taken as it is, and nothing is written to it. Raises UsageProblem when there is a file in its place, when it is
    another lesson's, or (without a directory) when there are only foreign files.
    """
    root = _place(lesson, settings, directory)
    if not _is_folder(root):
        return None
    sweep(root)
    marker, damaged = _marker_in(root)
    if marker is not None:
        _check_ours(marker, lesson, pack, root)
        return _opened(lesson, pack, settings, root, marker)
    history = _history_at(settings, lesson, root)
    if history is not None and (damaged or _foreign(root)):
        return _recovered(lesson, pack, root, history)
    if damaged:
        history = _new_history(settings, pack, lesson, root)
        return _recovered(lesson, pack, root, history)
    if directory is not None and adopt:
        return _adopted(lesson, pack, settings, root)
    if others := _foreign(root):
        raise UsageProblem(
            "Not laid out by prodtutor",
            f"{root} holds files that prodtutor did not lay out ({others}).",
            f"Move them away, or use another folder: prodtutor start {lesson.number} --to DIR",
        )
    return None


def marker_above(start: Path) -> tuple[Path, Marker] | None:
    """The nearest exercise folder at or above `start`, with its marker.

    Raises UsageProblem when its marker is damaged: opening the lesson by number mends that.
    """
    here = start.absolute()
    for folder in (here, *here.parents):
        marker, damaged = _marker_in(folder)
        if marker is not None:
            return folder, marker
        if damaged:
            raise UsageProblem(
                "A damaged marker",
                f"{folder / MARKER} cannot be understood, so it is not clear which lesson this is.",
                "Name the lesson, for example 4, and the folder with --dir: that mends it.",
            )
    return None


def mark(workspace: Workspace, lesson: Lesson, pack: Pack) -> Workspace:
    """Write down that the folder is now of this version of the lesson. Raises UsageProblem."""
    return _marked(lesson, pack, workspace.root, workspace.history)
