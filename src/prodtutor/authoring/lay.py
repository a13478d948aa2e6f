"""Lay a specimen out in a folder, to look at it or to check it by hand."""

from __future__ import annotations

from pathlib import Path

from prodtutor.curriculum.load import compose
from prodtutor.errors import UsageProblem
from prodtutor.session.tutor import Tutor
from prodtutor.workspace.change import apply, changes_to
from prodtutor.workspace.folder import lay_out


def lay_specimen(tutor: Tutor, wanted: str, what: str, folder: Path) -> Path:
    """Lay out `what` (`solution`, `stage:4.2`, `accept:NAME` or `reject:NAME`) of a lesson, and return the folder.

    The folder is an exercise folder like a learner's, so that `prodtutor check --dir` judges it. Raises UsageProblem
    when there is no such lesson or specimen, or when `folder` is there and not empty: then nothing was written.
    """
    lesson = tutor.lesson(wanted)
    files = compose(lesson, what)
    root = folder.expanduser().absolute()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageProblem("The folder is not empty", f"{root} is not a new or empty folder.", "Choose another one.")
    workspace = lay_out(lesson, tutor.pack, tutor.settings, root)
    apply(workspace, changes_to(workspace, files), "save", f"laid out: {what}")
    return workspace.root
