"""Finding and replacing in the lines of a text. Plain words, no patterns: what is typed is what is looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """Where the wanted text stands: row and columns, all from 0; `end` is the column after it."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. Nothing is found of an empty text."""

    wanted: str = ""
    case: bool = False
    """Capital and small letters differ."""
    whole: bool = False
    """Whole words only."""

    def matches(self, lines: Sequence[str]) -> list[Match]:
        """Every place, from top to bottom. Places do not overlap."""
        if not self.wanted:
            return []
        pattern = re.escape(self.wanted)
        if self.whole:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        looked = re.compile(pattern, 0 if self.case else re.IGNORECASE)
        return [
            Match(row, found.start(), found.end()) for row, line in enumerate(lines) for found in looked.finditer(line)
        ]


def nearest(matches: Sequence[Match], row: int, column: int, by: int) -> int | None:
    """Index of the match to go to from a place: the next (`by` 1) or the previous (-1), round the end of the text.

    A match that begins at the place itself counts as the next one. None when there are none.
    """
    if not matches:
        return None
    if by > 0:
        return next((at for at, match in enumerate(matches) if (match.row, match.start) >= (row, column)), 0)
    before = [at for at, match in enumerate(matches) if (match.row, match.start) < (row, column)]
    return before[-1] if before else len(matches) - 1


def replaced(lines: Sequence[str], matches: Sequence[Match], by: str) -> list[str]:
    """The lines with `by` in place of every match (from top to bottom, not overlapping)."""
    new = list(lines)
    for match in reversed(matches):
        line = new[match.row]
        new[match.row] = line[: match.start] + by + line[match.end :]
    return new
