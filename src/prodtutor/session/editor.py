"""The learner's own editor, for as long as it is open."""

from __future__ import annotations

import shutil

from prodtutor.errors import UsageProblem
from prodtutor.processes.start import start
from prodtutor.session.open import OpenLesson


def edit_outside(opened: OpenLesson, file: str) -> None:
    """Open the learner's editor (VISUAL or EDITOR) on `file`, in the terminal we run in, and wait until it ends.

    What it saves is noticed as any edit from outside. Raises UsageProblem when there is no editor, CannotJudge when it
    does not start.
    """
    settings = opened.tutor.settings
    if not settings.editor:
        raise UsageProblem(
            "No editor is set", "Neither VISUAL nor EDITOR names one.", "For example: export EDITOR=nano"
        )
    name, *options = settings.editor
    program = shutil.which(name, path=settings.environ.get("PATH"))
    if program is None:
        raise UsageProblem("No such editor", f"{name} is not on the PATH.", "Set EDITOR to a program that is there.")
    with start(
        [program, *options, str(opened.root / file)],
        cwd=opened.root,
        env=settings.environ,
        stdin=None,
        stdout=None,
        stderr=None,
        own_session=False,
    ) as process:
        process.wait()
