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

    A file whose copy in the history is damaged stays as it is now, and the note of the new entry (kind `restore`),
    which is returned, names it. Raises UsageProblem when there is no such entry, when nothing of it is sound, or when
    something cannot be written.
    """
    history = opened.history
    wanted = history.get(entry_id)
    target, damaged = history.salvage(wanted)
    if damaged and not target:
        target = history.contents(wanted)  # raises, naming the files
    before = history.contents(record_now(opened.workspace, "found", f"before restoring entry {entry_id}"))
    target.update({name: before[name] for name in damaged if name in before})
    note = f"restored entry {entry_id}"
    if damaged:
        note += f", but not {', '.join(damaged)}: the copy is damaged"
    return apply(opened.workspace, changes_to(opened.workspace, target), "restore", note)
