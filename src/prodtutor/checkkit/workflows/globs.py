"""GitHub's patterns for branches, tags and paths. They look like a shell's, but `?` and `+` speak of what is before.

A pattern is followed place by place for all ways at once, so that none can take long.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prodtutor.checkkit.workflows.errors import WorkflowError


@dataclass(slots=True)
class _Token:
    fits: Callable[[str], bool]
    skips: int = 0
    """How many tokens, from this one on, may stand for nothing; 0: this one must be there."""
    repeats: bool = False


def matches(pattern: str, text: str) -> bool:
    """Whether the whole of `text` fits the pattern. Raises WorkflowError for a pattern that is none."""
    tokens = _tokens(pattern)
    places = _reached(tokens, {0})
    for letter in text:
        following: set[int] = set()
        for place in places:
            if place < len(tokens) and tokens[place].fits(letter):
                following.add(place + 1)
                if tokens[place].repeats:
                    following.add(place)
        places = _reached(tokens, following)
        if not places:
            return False
    return len(tokens) in places


def picks(patterns: Iterable[str], text: str) -> bool:
    """Whether a list of patterns picks `text`: the last one that fits decides, and `!` before it turns it round."""
    picked = False
    for pattern in patterns:
        if pattern.startswith("!"):
            picked = picked and not matches(pattern[1:], text)
        elif matches(pattern, text):
            picked = True
    return picked


def _reached(tokens: tuple[_Token, ...], places: set[int]) -> set[int]:
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place < len(tokens) and (skips := tokens[place].skips):
            for next_place in {place + 1, place + skips}:
                if next_place not in places:
                    places.add(next_place)
                    waiting.append(next_place)
    return places


@functools.lru_cache(maxsize=512)
def _tokens(pattern: str) -> tuple[_Token, ...]:
    found: list[_Token] = []
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "*":
            place = _star(pattern, place, found)
        elif letter == "[":
            place = _set(pattern, place, found)
        elif letter in "?+" and found:
            if letter == "?":
                found[-1].skips = found[-1].skips or 1
            else:
                found[-1].repeats = True
            place += 1
        else:
            if letter == "\\" and place + 1 < len(pattern):
                place += 1
                letter = pattern[place]
            found.append(_Token(letter.__eq__))
            place += 1
    return tuple(found)


def _star(pattern: str, place: int, found: list[_Token]) -> int:
    end = place
    while end < len(pattern) and pattern[end] == "*":
        end += 1
    if end - place == 1:
        found.append(_Token("/".__ne__, 1, repeats=True))
        return end
    begins = place == 0 or pattern[place - 1] == "/"
    if begins and pattern[end : end + 1] == "/":  # `**/` is any folder, or none
        found.append(_Token(_any, 2, repeats=True))
        found.append(_Token("/".__eq__))
        return end + 1
    found.append(_Token(_any, 1, repeats=True))
    return end


def _any(_: str) -> bool:
    return True


def _set(pattern: str, place: int, found: list[_Token]) -> int:
    end = pattern.find("]", place + 1)
    if end < 0:
        raise WorkflowError(f"The pattern '{pattern}' has a [ without a ].")
    inside = pattern[place + 1 : end]
    letters: set[str] = set()
    at = 0
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            first, last = ord(inside[at]), ord(inside[at + 2])
            if last < first or last > 0x10FFFF or last - first > 0x1000:
                raise WorkflowError(f"The pattern '{pattern}' has a range that is none.")
            letters.update(map(chr, range(first, last + 1)))
            at += 3
        else:
            letters.add(inside[at])
            at += 1
    found.append(_Token(frozenset(letters).__contains__))
    return end + 1
