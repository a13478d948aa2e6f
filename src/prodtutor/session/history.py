"""What the folder was like before, and how to have it again."""

from __future__ import annotations

from prodtutor.session.open import OpenLesson
from prodtutor.workspace.change import apply, changes_to, record_now
from prodtutor.workspace.history import Entry


def history(opened: OpenLesson) -> tuple[Entry, ...]:
    """Every recorded state of the folder, oldest first. Damaged entries are left out; `opened.history.notices` names
    them."""
    return opened.history.entries()


def restore(opened: OpenLesson, entry_id: int) -> Entry:
    """Bring the folder to exactly the files of that entry, after recording it as it is now.

    Returns the new entry (kind `restore`). Raises UsageProblem when there is no such entry, when a file of it is
    damaged (then nothing was touched) or when something cannot be written.
    """
    wanted = opened.history.get(entry_id)
    target = opened.history.contents(wanted)
    record_now(opened.workspace, "save", f"before restoring entry {entry_id}")
    changes = changes_to(opened.workspace, target)
    return apply(opened.workspace, changes, "restore", f"restored entry {entry_id}")
