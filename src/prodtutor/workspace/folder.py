"""The learner's folder for one lesson: laying it out, and knowing it again."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from prodtutor.curriculum.load import compose
from prodtutor.curriculum.model import Lesson, Pack
from prodtutor.errors import UsageProblem
from prodtutor.settings import Settings
from prodtutor.untrusted import neutralise
from prodtutor.workspace.files import reason, sweep, write_file
from prodtutor.workspace.histories import history_at, history_named, new_history
from prodtutor.workspace.history import About, Entry, History
from prodtutor.workspace.marker import Marker, marker_in, write_marker
from prodtutor.workspace.names import MARKER, is_left_out
from prodtutor.workspace.snapshot import from_files

__all__ = ["Marker", "Workspace", "find", "lay_out", "mark", "marker_above"]


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
    history = history_at(settings, lesson, pack, root) or new_history(settings, lesson, root)
    about, newest = history.about(), history.newest()
    notices: tuple[str, ...] = ()
    if about is not None and newest is not None and not about.laying:
        notices = (f"{root} was gone. Your files are back as they were last recorded (entry {newest.id}).",)
    digest = about.digest if about is not None and newest is not None else lesson.digest
    history.set_about(About(pack=pack.name, lesson=lesson.slug, root=str(root), digest=digest, laying=True))
    newest = newest or _begin(history, compose(lesson, "start"))
    missing = _fill(root, history, newest)
    return replace(_marked(lesson, pack, root, history, digest), laid=True, notices=(*notices, *missing))


def _fill(root: Path, history: History, entry: Entry) -> tuple[str, ...]:
    """Write the files of an entry that are not there; returns a sentence when some of them are damaged."""
    files, damaged = history.salvage(entry)
    for name, data in files.items():
        if not os.path.lexists(root / name):
            write_file(root, name, data)
    return (f"Missing, because their copies are damaged: {', '.join(damaged)}.",) if damaged else ()


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
    marker, damaged = marker_in(root)
    if marker is not None:
        _check_ours(marker, lesson, pack, root)
        return _opened(lesson, pack, settings, root, marker)
    history = history_at(settings, lesson, pack, root)
    if history is not None and (damaged or _foreign(root)):
        return _recovered(lesson, pack, root, history)
    if damaged:
        history = new_history(settings, lesson, root)
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
        marker, damaged = marker_in(folder)
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


def _marked(lesson: Lesson, pack: Pack, root: Path, history: History, digest: str = "") -> Workspace:
    """Write marker and history's label; `digest` is the laid-out version's (empty: the pack's present one)."""
    marker = Marker(
        pack=pack.name,
        version=pack.version,
        lesson=lesson.slug,
        digest=digest or lesson.digest,
        history=history.id,
    )
    history.set_about(About(pack=pack.name, lesson=lesson.slug, root=str(root), digest=marker.digest))
    write_marker(root, marker)
    return Workspace(root=root, marker=marker, history=history)


def _opened(lesson: Lesson, pack: Pack, settings: Settings, root: Path, marker: Marker) -> Workspace:
    """A folder with a sound marker; its history follows it when it was moved, and is its own when it was copied."""
    known = history_named(settings, marker.history)
    about = known.about() if known else None
    notices: list[str] = []
    original: dict[str, bytes] | None = None
    if known is not None and about is not None and about.root != str(root) and _is_copy(about, marker, root):
        original, known = known.base(), None
    elif known is None or known.newest() is None:
        notices.append("The history of this folder is not there any more, so a new one begins now.")
    history = known or new_history(settings, lesson, root)
    if known is None:
        marker = _with_history(marker, history)
        _try(notices, lambda: write_marker(root, marker))
    if history.newest() is None:
        given = original if original is not None else compose(lesson, "start")
        _try(notices, lambda: _begin(history, given))
    newest = history.newest()
    if known is not None and about is not None and about.laying and newest is not None:
        _try(notices, lambda: notices.extend(_fill(root, history, newest)))
    label = About(pack=pack.name, lesson=lesson.slug, root=str(root), digest=marker.digest)
    _try(notices, lambda: history.set_about(label))
    return Workspace(root=root, marker=marker, history=history, notices=(*notices, *_complaints(lesson, root)))


def _recovered(lesson: Lesson, pack: Pack, root: Path, history: History) -> Workspace:
    """A folder whose marker is missing or damaged, known by its history."""
    newest = history.newest() or _begin(history, compose(lesson, "start"))
    about = history.about()
    notices = [f"The file {MARKER} was missing or damaged and was written anew."]
    if about is not None and about.laying:
        notices = list(_fill(root, history, newest))
    try:
        workspace = _marked(lesson, pack, root, history, about.digest if about else "")
    except UsageProblem as problem:
        notices = [problem.message]
        workspace = _unmarked(lesson, pack, root, history)
    return replace(workspace, notices=(*notices, *_complaints(lesson, root)))


def _adopted(lesson: Lesson, pack: Pack, settings: Settings, root: Path) -> Workspace:
    """A folder that was never laid out: it is only read, and its history begins with the lesson's own start."""
    notices: list[str] = []
    history = history_at(settings, lesson, pack, root) or new_history(settings, lesson, root)
    if history.newest() is None:
        _try(notices, lambda: _begin(history, compose(lesson, "start")))
    label = About(pack=pack.name, lesson=lesson.slug, root=str(root), digest=lesson.digest)
    _try(notices, lambda: history.set_about(label))
    return replace(_unmarked(lesson, pack, root, history), notices=(*notices, *_complaints(lesson, root)))


def _unmarked(lesson: Lesson, pack: Pack, root: Path, history: History) -> Workspace:
    marker = Marker(pack=pack.name, version=pack.version, lesson=lesson.slug, digest=lesson.digest, history=history.id)
    return Workspace(root=root, marker=marker, history=history)


def _with_history(marker: Marker, history: History) -> Marker:
    return Marker(
        pack=marker.pack,
        version=marker.version,
        lesson=marker.lesson,
        digest=marker.digest,
        history=history.id,
    )


def _begin(history: History, files: Mapping[str, bytes]) -> Entry:
    return history.record("start", from_files(files), note="the files as they were given")


def _try(notices: list[str], action: Callable[[], object]) -> None:
    """Opening a folder goes on when something beside it cannot be written; the learner is told."""
    try:
        action()
    except UsageProblem as problem:
        if problem.message not in notices:
            notices.append(problem.message)


def _is_copy(about: About, marker: Marker, root: Path) -> bool:
    """Whether the folder that the history speaks of is still there, so that `root` is a copy of it."""
    other = Path(about.root)
    try:
        return marker_in(other)[0] == marker and not other.samefile(root)
    except OSError:
        return False


def _complaints(lesson: Lesson, root: Path) -> tuple[str, ...]:
    """What the learner should know about the folder as it is now."""
    found: list[str] = []
    if not os.access(root, os.W_OK):
        found.append(f"{root} is read-only: nothing can be saved there.")
    if not lesson.entry_may_go and not os.path.lexists(root / lesson.entry):
        found.append(
            f"{lesson.entry} is not in the folder. To bring it back: prodtutor reset {lesson.number} {lesson.entry}"
        )
    return tuple(found)


def _check_ours(marker: Marker, lesson: Lesson, pack: Pack, root: Path) -> None:
    if marker.lesson != lesson.slug or marker.pack != pack.name:
        other = marker.lesson if marker.pack == pack.name else f"{marker.lesson} of the pack {marker.pack}"
        raise UsageProblem(
            "Another lesson's folder",
            f"{root} belongs to lesson {other}, not to {lesson.slug}.",
            "Use another folder, or leave the lesson out of the command.",
        )


def _place(lesson: Lesson, settings: Settings, directory: Path | None) -> Path:
    return Path(os.path.abspath(directory if directory is not None else settings.home / lesson.slug))


def _is_folder(root: Path) -> bool:
    """Raises UsageProblem when something else is in the folder's place."""
    if root.is_dir():
        return True
    if os.path.lexists(root):
        raise UsageProblem("Not a folder", f"{root} is a file, not a folder.", "Move it away, or use another folder.")
    return False


def _make(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageProblem(
            "Cannot make the folder",
            f"{root} cannot be made: {reason(error)}.",
            "Choose another folder with --to.",
        ) from error


def _foreign(root: Path) -> str:
    """The first names of what is in the folder and is none of ours; empty when there is nothing."""
    try:
        names = sorted(name for name in os.listdir(root) if not is_left_out(name))
    except OSError as error:
        raise UsageProblem("Cannot read the folder", f"{root} cannot be read: {reason(error)}.") from error
    shown = ", ".join(neutralise(name) for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")
