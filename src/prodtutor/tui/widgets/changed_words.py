"""Which words differ between a line that goes and the line that comes for it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+|\s+|.")
_ALIKE = 0.5
"""Lines that have less in common than this are two lines, and not one that was changed."""
_MOST = 40
"""Lines of one block that are compared with each other; in a longer one everything is new."""

Places = list[tuple[int, int]]


def changed_words(lines: Sequence[tuple[str, str]]) -> dict[int, Places]:
    """Index of a line -> columns (from 0, end excluded) of the words that differ. `lines` are tags and texts."""
    found: dict[int, Places] = {}
    at = 0
    while at < len(lines):
        old, at = _run(lines, at, "-")
        new, at = _run(lines, at, "+")
        for one, other in _pairs(lines, old, new):
            found[one], found[other] = _places(lines[one][1], lines[other][1])
        if not old and not new:
            at += 1
    return {index: places for index, places in found.items() if places}


def _run(lines: Sequence[tuple[str, str]], at: int, tag: str) -> tuple[range, int]:
    end = at
    while end < len(lines) and lines[end][0] == tag:
        end += 1
    return range(at, end), end


def _pairs(lines: Sequence[tuple[str, str]], old: range, new: range) -> list[tuple[int, int]]:
    """Lines that are the same one before and after, in the order of both sides."""
    pairs: list[tuple[int, int]] = []
    if len(old) > _MOST or len(new) > _MOST:
        return pairs
    begin = new.start
    for one in old:
        matcher = difflib.SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(lines[one][1])
        best, ratio = begin, _ALIKE
        for other in range(begin, new.stop):
            matcher.set_seq1(lines[other][1])
            if matcher.real_quick_ratio() > ratio and matcher.quick_ratio() > ratio and matcher.ratio() > ratio:
                best, ratio = other, matcher.ratio()
        if ratio > _ALIKE:
            pairs.append((one, best))
            begin = best + 1
    return pairs


def _places(old: str, new: str) -> tuple[Places, Places]:
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    left: Places = []
    right: Places = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            _add(left, one, a, b)
            _add(right, other, c, d)
    return left, right


def _add(places: Places, tokens: list[str], begin: int, end: int) -> None:
    """Put the columns of these tokens, without the blanks around them, behind the others."""
    start = sum(map(len, tokens[:begin]))
    text = "".join(tokens[begin:end])
    if text.strip():
        start += len(text) - len(text.lstrip())
        places.append((start, start + len(text.strip())))
