"""Back to the files as they were given. What was there before is in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prodtutor.errors import UsageProblem
from prodtutor.session.compare import base_files
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.change import apply, changes_to, record_now
from prodtutor.workspace.history import Entry


@dataclass(frozen=True)
class ResetDone:
    """What a reset did."""

    before: Entry
    """The folder as it was before: `prodtutor restore 4 ID` brings it back."""
    files: tuple[str, ...]
    """Files that were put back."""
    removed: tuple[str, ...]
    """Files that the learner had added, and that are now in the history only."""
    message: str
    """A sentence for the learner, with how to get everything back."""


def reset(opened: OpenLesson, files: Sequence[str] = ()) -> ResetDone:
    """Put the given files back: all of them, or only `files`.

    A whole reset leaves exactly the files that were given; files that the learner added go, but stay in the history.
    A reset of single files touches nothing else. The folder is recorded first. Raises UsageProblem when a name is
    none of the given files or something cannot be written.
    """
    base = base_files(opened)
    wanted = [name.replace("\\", "/").removeprefix("./") for name in files]
    for name in wanted:
        if name not in base:
            raise UsageProblem(
                "Not a given file",
                f"{name!r} is not one of the files you were given.",
                f"These can be reset: {', '.join(base)}.",
            )
    before = record_now(opened.workspace, "found", "before a reset")
    target = base if not wanted else {**opened.history.contents(before), **{n: base[n] for n in wanted}}
    changes = changes_to(opened.workspace, target)
    apply(opened.workspace, changes, "reset", "reset " + (", ".join(wanted) if wanted else "everything"))
    put_back = tuple(name for name, data in changes.items() if data is not None)
    removed = tuple(name for name, data in changes.items() if data is None)
    number = opened.lesson.number
    if not changes:
        message = "Nothing to reset: these files are as they were given."
    else:
        message = (
            f"{_files(len(put_back))} put back"
            + (f", {_files(len(removed))} of yours taken away" if removed else "")
            + f". To get everything back as it was: prodtutor restore {number} {before.id}"
        )
    return ResetDone(before=before, files=put_back, removed=removed, message=message)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
