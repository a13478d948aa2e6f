"""Opening a lesson: which one, and in which folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prodtutor.curriculum.model import Lesson
from prodtutor.errors import UsageProblem
from prodtutor.session.tutor import Tutor
from prodtutor.workspace.folder import Marker, Workspace, find, lay_out, marker_above
from prodtutor.workspace.history import History


@dataclass(frozen=True)
class OpenLesson:
    """A lesson with the learner's folder for it."""

    tutor: Tutor
    lesson: Lesson
    workspace: Workspace
    fresh: bool
    """The folder was laid out just now."""
    update: str | None = None
    """A sentence when the pack has a newer version of the lesson than the folder."""
    notices: tuple[str, ...] = ()
    """What happened that the learner should know: one sentence each, to be shown once."""

    @property
    def root(self) -> Path:
        """The learner's folder."""
        return self.workspace.root

    @property
    def history(self) -> History:
        """What was recorded of the folder."""
        return self.workspace.history


def open_lesson(
    tutor: Tutor,
    wanted: str | None,
    *,
    directory: Path | None = None,
    to: Path | None = None,
    lay: bool = True,
) -> OpenLesson:
    """Open a lesson, laying its folder out on the first opening.

    `wanted` is a number, a slug or the beginning of one; None means the lesson of the exercise folder around
    `directory` (or around the current folder). `directory` names the learner's folder; a folder without a marker is
    taken as it is. `to` is where to lay out a fresh folder. With `lay` False nothing is laid out: a folder that is not
    there is a UsageProblem.

    Raises UsageProblem when there is no such lesson, no folder, or a folder that belongs to something else.
    """
    if wanted is None:
        around = (directory or Path.cwd()).absolute()
        found = marker_above(around)
        if found is None:
            raise UsageProblem(
                "Which lesson?",
                f"{around} is not inside an exercise folder.",
                "Name the lesson, for example: 4.",
            )
        directory, marker = found
        lesson = _lesson_of(tutor, marker, directory)
    else:
        lesson = tutor.lesson(wanted)
        if directory is None and to is None:
            directory = _around_here(tutor, lesson)
    return _open(tutor, lesson, directory, to, lay=lay)


def _open(tutor: Tutor, lesson: Lesson, directory: Path | None, to: Path | None, *, lay: bool) -> OpenLesson:
    where = to if to is not None else directory
    workspace = find(lesson, tutor.pack, tutor.settings, where) if to is None else None
    fresh = False
    if workspace is None:
        if not lay or (directory is not None and to is None):
            place = where or tutor.settings.home / lesson.slug
            raise UsageProblem(
                "No exercise folder", f"{place} is not there.", f"Lay it out: prodtutor start {lesson.number}"
            )
        workspace = lay_out(lesson, tutor.pack, tutor.settings, to)
        fresh = workspace.laid
    return OpenLesson(
        tutor=tutor,
        lesson=lesson,
        workspace=workspace,
        fresh=fresh,
        update=_update(lesson, workspace),
        notices=workspace.notices,
    )


def _lesson_of(tutor: Tutor, marker: Marker, root: Path) -> Lesson:
    pack = tutor.pack
    if marker.pack != pack.name or all(entry.slug != marker.lesson for entry in pack.lessons):
        raise UsageProblem(
            "Another pack's folder",
            f"{root} belongs to lesson {marker.lesson} of the pack {marker.pack}; the pack in use is {pack.name}.",
            "Name its pack with --pack.",
        )
    return tutor.lesson(marker.lesson)


def _around_here(tutor: Tutor, lesson: Lesson) -> Path | None:
    """The exercise folder around the current folder, when it is one of this very lesson."""
    try:
        found = marker_above(Path.cwd())
    except OSError:  # the current folder was deleted
        return None
    if found and found[1].lesson == lesson.slug and found[1].pack == tutor.pack.name:
        return found[0]
    return None


def _update(lesson: Lesson, workspace: Workspace) -> str | None:
    if workspace.marker.digest == lesson.digest:
        return None
    return (
        f"Lesson {lesson.number} has a newer version than the one this folder was laid out from: "
        "finish here, or move to it and keep your changes."
    )
