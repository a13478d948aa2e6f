"""Moving to a newer version of a lesson with the learner's changes kept."""

from __future__ import annotations

from dataclasses import replace

from prodtutor.curriculum.load import compose
from prodtutor.session.compare import base_files
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.change import apply, record_now
from prodtutor.workspace.folder import mark
from prodtutor.workspace.snapshot import from_files, take


def move(opened: OpenLesson) -> OpenLesson:
    """Bring the newer given files into the folder and keep every file that the learner changed or added.

    A file that both sides changed stays the learner's, and a notice names it. The folder is recorded first. May be
    repeated after it was interrupted. Raises UsageProblem when something cannot be written.
    """
    old, new = base_files(opened), compose(opened.lesson, "start")
    record_now(opened.workspace, "found", "before moving to the newer version")
    snapshot = take(opened.root)
    mine, unread = snapshot.files, {refused.file for refused in snapshot.refused}
    changes: dict[str, bytes | None] = {}
    kept: list[str] = []
    for name in sorted({*old, *new} - unread):
        if mine.get(name) == new.get(name) or old.get(name) == new.get(name):
            continue
        if mine.get(name) == old.get(name):
            changes[name] = new.get(name)
        else:
            kept.append(name)
    apply(opened.workspace, changes, "update", f"moved to the newer version of lesson {opened.lesson.number}")
    opened.history.record_base(from_files(new))
    workspace = mark(opened.workspace, opened.lesson, opened.tutor.pack)
    notices = [f"Moved to the newer version: {len(changes)} of the given files changed."]
    if kept:
        notices.append(
            f"Kept as you have them, although there are newer ones: {', '.join(kept)}. "
            f"To compare: prodtutor diff {opened.lesson.number} --against start"
        )
    return replace(opened, workspace=workspace, fresh=False, update=None, notices=tuple(notices))
