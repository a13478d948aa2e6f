"""Changing the learner's files: the state before is in the history first, the state after is added to it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping

from prodtutor.errors import UsageProblem
from prodtutor.workspace.files import read_file, remove_file, write_file
from prodtutor.workspace.folder import Workspace
from prodtutor.workspace.history import Entry
from prodtutor.workspace.snapshot import Snapshot, take

Changes = Mapping[str, bytes | None]
"""Name -> new bytes, or None for a file that goes."""


def record_now(workspace: Workspace, kind: str, note: str) -> Entry:
    """Record the folder as it is, and return the entry that holds this state (an older one when nothing changed)."""
    return workspace.history.record(kind, take(workspace.root), note=note)


def record_unless_known(workspace: Workspace) -> None:
    """Record the folder as it is when something changed it since the last entry (the learner's own editor, say)."""
    record_now(workspace, "found", "as it was found")


def changes_to(workspace: Workspace, target: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What turns the folder into exactly `target`.

    Files that a snapshot refuses (too large, links) are left alone. Raises UsageProblem when such a file is in the
    way, or when there are too many files to know all of them.
    """
    snapshot = take(workspace.root)
    if not snapshot.complete:
        message = next(r.message for r in snapshot.refused if r.code in ("number", "total", "depth"))
        raise UsageProblem("Too much in the folder", message, "Move what does not belong to the lesson elsewhere.")
    _check_way(snapshot, target)
    changes: dict[str, bytes | None] = {name: data for name, data in target.items() if snapshot.files.get(name) != data}
    changes.update({name: None for name in snapshot.files if name not in target})
    return dict(sorted(changes.items()))


def _check_way(snapshot: Snapshot, target: Mapping[str, bytes]) -> None:
    for refused in snapshot.refused:
        if any(name == refused.file or name.startswith(refused.file + "/") for name in target):
            raise UsageProblem("A file is in the way", refused.message, "Move it away first: it is not in the history.")


def apply(
    workspace: Workspace,
    changes: Changes,
    kind: str,
    note: str,
    *,
    undoes: int | None = None,
    on_disk: Callable[[], None] | None = None,
) -> Entry:
    """Make the changes, new files before old ones go, and record the result. on_disk: called between the two.

    Raises UsageProblem, before anything is touched, when a file that would be lost is not in the history; and when
    something cannot be written: then what was there before is still there or in the history.
    """
    _check_recorded(workspace, changes)
    written = [name for name, data in changes.items() if data is not None]
    gone = [name for name, data in changes.items() if data is None]
    first = [old for old in gone if any(_in_each_others_way(old, new) for new in written)]
    for name in first:
        remove_file(workspace.root, name)
    for name in written:
        data = changes[name]
        if data is not None:
            write_file(workspace.root, name, data)
    for name in gone:
        if name not in first and not _renamed_case(workspace, name, written):
            remove_file(workspace.root, name)
    if on_disk is not None:
        on_disk()
    return workspace.history.record(kind, take(workspace.root), note=note, undoes=undoes)


def _check_recorded(workspace: Workspace, changes: Changes) -> None:
    last = workspace.history.newest()
    for name in changes:
        if (workspace.root / name).is_dir():
            continue  # its files are changes of their own; a folder that is not empty then is never replaced
        data = read_file(workspace.root, name)
        if data is None or data == changes[name]:
            continue
        if last is None or last.files.get(name) != hashlib.sha256(data).hexdigest():
            raise UsageProblem(
                "Nothing was changed",
                f"{name} is not in the history as it is now, so it was left alone.",
                "Try again; if it comes back, copy the file elsewhere first.",
            )


def _in_each_others_way(old: str, new: str) -> bool:
    """A file stands where a folder must be, or the other way round."""
    return new.startswith(old + "/") or old.startswith(new + "/")


def _renamed_case(workspace: Workspace, old: str, written: list[str]) -> bool:
    """On a disk that does not tell `A.py` from `a.py`, both names are one file: it only gets its new name."""
    for new in written:
        if new.casefold() == old.casefold():
            old_path, new_path = workspace.root / old, workspace.root / new
            try:
                if os.path.samefile(old_path, new_path):
                    os.rename(old_path, new_path)
                    return True
            except OSError:
                return False
    return False
