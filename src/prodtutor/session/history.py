"""What the folder was like before, and how to have it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from prodtutor.session.open import OpenLesson
from prodtutor.workspace.change import apply, changes_to, record_now
from prodtutor.workspace.history import Entry


def history(opened: OpenLesson) -> tuple[Entry, ...]:
    """Every recorded state of the folder, oldest first. Damaged entries are left out; `opened.history.notices` names
    them."""
    return opened.history.entries()


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the folder, and how it came from the one before."""

    entry: Entry
    before: Entry | None
    """The state before it; None for the first."""
    added: int
    """Lines of text that came."""
    removed: int
    files: tuple[str, ...]
    """Names of the files that are different."""


def timeline(opened: OpenLesson) -> tuple[Moment, ...]:
    """The states of the folder, oldest first: a state that was saved and then checked is one, with its verdict."""
    states = [entry for entry in opened.history.entries() if entry.kind != "base"]
    kept = [
        entry
        for entry, following in zip(states, [*states[1:], None], strict=True)
        if not (_is_repeated(entry, following))
    ]

    @cache
    def lines(sha: str) -> Counter[bytes]:
        return Counter((opened.history.copy(sha) or b"").splitlines())

    return tuple(_moment(entry, before, lines) for entry, before in zip(kept, [None, *kept[:-1]], strict=True))


def _is_repeated(entry: Entry, following: Entry | None) -> bool:
    """Whether the next entry says the same of the same state, and more."""
    return (
        following is not None
        and entry.kind in ("save", "found")
        and following.kind == "check"
        and entry.files == following.files
    )


def _moment(entry: Entry, before: Entry | None, lines: Callable[[str], Counter[bytes]]) -> Moment:
    old = before.files if before else {}
    files = tuple(sorted(name for name in {*old, *entry.files} if old.get(name) != entry.files.get(name)))
    added = removed = 0
    for name in files if before else ():
        was, now = (lines(side[name]) if name in side else Counter[bytes]() for side in (old, entry.files))
        added += (now - was).total()
        removed += (was - now).total()
    return Moment(entry, before, added, removed, files)


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
