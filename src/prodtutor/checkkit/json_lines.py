"""A log of JSON lines, read as the machine reads it that collects logs: one object on each line, or it is lost.

    log = read_json_lines(text)
    assert not log.broken
    requests = log.called("request")

What the lines say comes from the learner's code: plain data, of any type, never trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log that is a JSON object."""

    number: int
    """Counted from 1; empty lines count, too."""
    text: str
    fields: dict[str, Any]

    def get(self, name: str) -> Any:
        """The value of a field, None when there is no such field."""
        return self.fields.get(name)

    def words(self) -> str:
        """All texts in the line, in whatever field, as they were before they became JSON; one on each line."""
        return "\n".join(_texts(self.fields))


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A whole log."""

    lines: tuple[Line, ...]
    broken: tuple[tuple[int, str], ...]
    """Number and text of each line that is not empty and no JSON object."""

    def called(self, event: str) -> list[Line]:
        """The lines whose field `event` is this text."""
        return [line for line in self.lines if line.get("event") == event]

    def having(self, **fields: object) -> list[Line]:
        """The lines with exactly these values in these fields."""
        return [line for line in self.lines if all(line.get(name) == value for name, value in fields.items())]


def read_json_lines(text: str) -> JsonLines:
    """Read a log. Only a line feed ends a line: JSON allows all other separators inside a text."""
    lines: list[Line] = []
    broken: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_constant=_refuse)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            lines.append(Line(number, line, found))
        else:
            broken.append((number, line))
    return JsonLines(tuple(lines), tuple(broken))


def _refuse(word: str) -> object:
    raise ValueError(f"{word} is not JSON")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)
