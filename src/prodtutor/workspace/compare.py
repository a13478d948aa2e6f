"""Two sets of files side by side: which files differ, in which lines, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from prodtutor.curriculum.model import Note
from prodtutor.workspace.formatting import formatted, is_python

Tag = Literal[" ", "-", "+"]
FileStatus = Literal["added", "removed", "changed", "binary"]

CONTEXT = 3
_MAX_LINES = 20_000
_NOISE = re.compile(r"[\s'\",]+")


@dataclass(frozen=True)
class Hunk:
    """Lines that differ, with some around them."""

    old_start: int
    """Number (from 1) of the first line on the old side; 0 when the old side has no line here."""
    new_start: int
    lines: tuple[tuple[Tag, str], ...]
    """Tag and text without line end: ` ` on both sides, `-` only old, `+` only new."""
    notes: tuple[str, ...] = ()
    """Why the reference is as it is here (Markdown)."""


@dataclass(frozen=True)
class FileDiff:
    """One file that differs. Line numbers are those of the formatted text when `formatted` is True."""

    file: str
    status: FileStatus
    """added: only on the new side; binary: no text, or too large to compare by lines."""
    hunks: tuple[Hunk, ...]
    formatted: bool = False


def compare_files(
    old: Mapping[str, bytes], new: Mapping[str, bytes], *, notes: Sequence[Note] = ()
) -> tuple[FileDiff, ...]:
    """The files that differ, sorted by name. Python files are formatted on both sides first.

    `notes` belong to the new side (or, with `side = "start"`, to lines that go away); each stands at the first hunk
    that shows its code. Files that differ in layout only are left out.
    """
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    python = [(name, side) for name in names if is_python(name) for side in (old, new) if name in side]
    tidy = formatted([side[name] for name, side in python])
    texts = {(name, side is new): text for (name, side), text in zip(python, tidy, strict=True)}
    found: list[FileDiff] = []
    for name in names:
        before = texts.get((name, False), old.get(name))
        after = texts.get((name, True), new.get(name))
        diff = _compare(name, before, after, [note for note in notes if note.file == name])
        if diff is not None:
            found.append(diff)
    return tuple(found)


def _compare(name: str, old: bytes | None, new: bytes | None, notes: Sequence[Note]) -> FileDiff | None:
    if old == new:
        return None
    status: FileStatus = "added" if old is None else "removed" if new is None else "changed"
    old_lines, new_lines = _lines(old), _lines(new)
    if old_lines is None or new_lines is None:
        return FileDiff(file=name, status="binary", hunks=())
    hunks = _hunks(old_lines, new_lines)
    if not hunks and status == "changed":
        return None  # only line ends differ
    return FileDiff(file=name, status=status, hunks=_with_notes(hunks, notes), formatted=is_python(name))


def _lines(data: bytes | None) -> list[str] | None:
    """The lines without their ends; None when it is no text or too long to compare."""
    if data is None:
        return []
    if b"\0" in data:
        return None
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    if lines[-1] == "":
        lines.pop()
    return lines if len(lines) <= _MAX_LINES else None


def _hunks(old: list[str], new: list[str]) -> tuple[Hunk, ...]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    hunks: list[Hunk] = []
    for group in matcher.get_grouped_opcodes(CONTEXT):
        lines: list[tuple[Tag, str]] = []
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [(" ", text) for text in old[old_from:old_to]]
            else:
                lines += [("-", text) for text in old[old_from:old_to]]
                lines += [("+", text) for text in new[new_from:new_to]]
        first, last = group[0], group[-1]
        hunks.append(
            Hunk(
                old_start=first[1] + 1 if last[2] > first[1] else 0,
                new_start=first[3] + 1 if last[4] > first[3] else 0,
                lines=tuple(lines),
            )
        )
    return tuple(hunks)


def _with_notes(hunks: tuple[Hunk, ...], notes: Sequence[Note]) -> tuple[Hunk, ...]:
    placed: dict[int, list[str]] = {}
    for note in notes:
        code = _squeezed(note.code)
        tag = "+" if note.side == "solution" else "-"
        for index, hunk in enumerate(hunks):
            if code and code in _squeezed("\n".join(text for mark, text in hunk.lines if mark == tag)):
                placed.setdefault(index, []).append(note.text)
                break
    return tuple(
        Hunk(hunk.old_start, hunk.new_start, hunk.lines, tuple(placed.get(index, ())))
        for index, hunk in enumerate(hunks)
    )


def line_with(hunk: Hunk, code: str, tag: Tag) -> int | None:
    """Index of the first line of `hunk` with that tag that holds `code`, however it is laid out; None if none does."""
    wanted = _squeezed(code)
    for index, (mark, text) in enumerate(hunk.lines):
        if mark == tag and wanted and wanted in _squeezed(text):
            return index
    return None


def _squeezed(code: str) -> str:
    """Code without what formatting changes: blanks, line ends, the kind of quotes, commas at the end of a list."""
    return _NOISE.sub("", code)
