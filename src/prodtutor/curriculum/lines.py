"""On which line of a TOML file a key stands: `tomllib` does not say, and an author wants to know."""

from __future__ import annotations

import contextlib
import re

Path = tuple[str | int, ...]
"""Where a value lies: names of keys and indexes of arrays, from the top of the file."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\n]*")


class _UnexpectedError(Exception):
    """The text is not as expected: what was found so far stands."""


class _Scanner:
    """Walks over valid TOML and notes the line of every key, table and array item."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._counted_to = 0
        self._line = 1

    def scan(self) -> dict[Path, int]:
        with contextlib.suppress(_UnexpectedError, RecursionError):  # an odd file: some lines are better than none
            self._document()
        return self.lines

    def _document(self) -> None:
        table: Path = ()
        counts: dict[Path, int] = {}
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text):
                return
            line = self._line_here()
            if self.text.startswith("[[", self.at):
                self.at += 2
                array = self._resolved(self._key(), counts)
                self._expect("]]")
                counts[array] = counts.get(array, -1) + 1
                table = (*array, counts[array])
                self.lines.setdefault(array, line)
                self.lines[table] = line
            elif self.text[self.at] == "[":
                self.at += 1
                table = self._resolved(self._key(), counts)
                self._expect("]")
                self.lines.setdefault(table, line)
            else:
                self._pair(table)

    def _resolved(self, key: tuple[str, ...], counts: dict[Path, int]) -> Path:
        """The path that a header means: a part that is an array of tables stands for its newest table."""
        path: Path = ()
        for position, part in enumerate(key):
            path = (*path, part)
            if position < len(key) - 1 and path in counts:
                path = (*path, counts[path])
        return path

    def _pair(self, table: Path) -> None:
        line = self._line_here()
        path = table
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._expect("=")
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self._skip(_BLANK)
            if self.text[self.at : self.at + 1] in ('"', "'"):
                parts.append(self._string()[1:-1])
            else:
                found = _BARE.match(self.text, self.at)
                if not found:
                    raise _UnexpectedError
                parts.append(found.group())
                self.at = found.end()
            self._skip(_BLANK)
            if self.text[self.at : self.at + 1] != ".":
                return tuple(parts)
            self.at += 1

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        first = self.text[self.at : self.at + 1]
        if first in ('"', "'"):
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._expect("[")
        index = 0
        while True:
            self._skip(_SPACE)
            if self.text[self.at : self.at + 1] == "]":
                self.at += 1
                return
            self.lines[(*path, index)] = self._line_here()
            before = self.at
            self._value((*path, index))
            self._skip(_SPACE)
            index += 1
            if self.text[self.at : self.at + 1] == ",":
                self.at += 1
            elif self.at == before or self.text[self.at : self.at + 1] != "]":
                raise _UnexpectedError

    def _inline_table(self, path: Path) -> None:
        self._expect("{")
        while True:
            self._skip(_SPACE)
            if self.text[self.at : self.at + 1] == "}":
                self.at += 1
                return
            self._pair(path)
            self._skip(_SPACE)
            if self.text[self.at : self.at + 1] == ",":
                self.at += 1

    def _string(self) -> str:
        """Step over a string of any of the four kinds and return it with its quotes."""
        start = self.at
        quote = self.text[start]
        long = self.text.startswith(quote * 3, start)
        mark = quote * 3 if long else quote
        self.at += len(mark)
        while self.at < len(self.text):
            if quote == '"' and self.text[self.at] == "\\":
                self.at += 2
            elif self.text.startswith(mark, self.at):
                self.at += len(mark)
                while long and self.text[self.at : self.at + 1] == quote:
                    self.at += 1  # up to two quotes may stand right before the closing three
                return self.text[start : self.at]
            else:
                self.at += 1
        raise _UnexpectedError

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()

    def _expect(self, mark: str) -> None:
        self._skip(_BLANK)
        if not self.text.startswith(mark, self.at):
            raise _UnexpectedError
        self.at += len(mark)

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.at)
        self._counted_to = self.at
        return self._line


def line_of(text: str, path: Path) -> int:
    """The line (from 1) of the value at `path` in valid TOML, or of the nearest thing around it that is there."""
    lines = _Scanner(text.replace("\r\n", "\n")).scan()
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1
