"""What findings say about single lines: a sign in the gutter, an underline, and the words for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from prodtutor.checking.verdict import Finding, Level

_THING = re.compile(r"""(?i:[rbfu]{0,2})(?:"[^"]*"|'[^']*')|[^\W\d][\w.]*|\d[\w.]*|\S""")
"""What can stand at a finding's column: a string, a name with its dots, a number, or a single sign."""


@dataclass(frozen=True, slots=True)
class LineMark:
    """All that points at one line."""

    level: Level
    """The heaviest."""
    says: tuple[str, ...] = ()
    """One sentence for each finding, with its rule."""
    places: tuple[tuple[int, int], ...] = ()
    """The column where a finding begins (from 1), and the one behind its end; 0 when that is not known."""
    findings: tuple[Finding, ...] = ()


def marks_of(findings: Iterable[Finding]) -> dict[str, dict[int, LineMark]]:
    """For each file its lines (from 1) with what is said of them."""
    by_line: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings:
        if finding.file and finding.line:
            same = by_line.setdefault((finding.file, finding.line), [])
            if all((finding.code, finding.column) != (other.code, other.column) for other in same):
                same.append(finding)
    marks: dict[str, dict[int, LineMark]] = {}
    for (file, line), found in by_line.items():
        found.sort(key=lambda finding: finding.level != "must")
        marks.setdefault(file, {})[line] = LineMark(
            level=found[0].level,
            says=tuple(_sentence(finding) for finding in found),
            places=tuple((finding.column, _end(finding)) for finding in found if finding.column),
            findings=tuple(found),
        )
    return marks


def _end(finding: Finding) -> int:
    """Its end, if that is on the line where it begins: of what goes on for lines the first word is marked."""
    return (finding.end_column or 0) if finding.end_line == finding.line else 0


def _sentence(finding: Finding) -> str:
    words = " ".join(finding.message.split())
    return f"{words} ({finding.code})" if finding.tool in ("ruff", "mypy") else words


def spans(line: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What to underline in a line: from each column to its end (both from 1), as in `LineMark.places`.

    Without an end it is the thing that begins there, and all of the line where nothing does.
    """
    found: list[tuple[int, int]] = []
    for column, end in places:
        if 0 < column < end <= len(line) + 1:
            found.append((column - 1, end - 1))
            continue
        thing = _THING.match(line, column - 1) if 0 < column <= len(line) else None
        if thing is not None:
            found.append(thing.span())
        elif line.strip():
            found.append((len(line) - len(line.lstrip()), len(line.rstrip())))
    return found
