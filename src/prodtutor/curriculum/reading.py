"""Reads the files of a pack, strictly: what is wrong is said with file, line and key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from prodtutor.curriculum import lines
from prodtutor.errors import UsageProblem

T = TypeVar("T")

MAX_FILE = 1_000_000
"""Bytes of one file of a pack's words. Far above any real one."""

_PART = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[\.\.\.\]")
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_KEY = re.compile(r"(?:unknown field|required field) `([^`]+)`")
_TOML_LINE = re.compile(r"\(at line (\d+)")
_WORDS = {
    "Expected `str`": "Expected text in quotes",
    "Expected `int`": "Expected a whole number",
    "Expected `bool`": "Expected true or false",
    "Expected `array`": "Expected a list",
    "Expected `object`": "Expected a table",
    "got `str`": "got text",
    "got `int`": "got a whole number",
    "got `float`": "got a number with a point",
    "got `bool`": "got true or false",
    "got `array`": "got a list",
    "got `object`": "got a table",
    "Object contains unknown field": "There is no such key as",
    "Object missing required field": "This key is missing:",
}


def read_text(path: Path, what: str) -> str:
    """The text of a file of the pack. Raises UsageProblem when it is missing, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        reason = "it is not there" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise UsageProblem(
            "The pack is incomplete", f"{path} cannot be read: {reason}.", f"It should hold {what}."
        ) from None
    if len(data) > MAX_FILE:
        raise UsageProblem("A file is too large", f"{path} is larger than {MAX_FILE:,} bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageProblem(
            "Not UTF-8 text", f"{path}, line {line}: this is not UTF-8.", "Save the file as UTF-8."
        ) from None


class TomlFile:
    """A TOML file that is valid TOML, with the text kept for finding lines."""

    def __init__(self, path: Path, what: str) -> None:
        """Read `path`; `what` says in a message what it should hold. Raises UsageProblem."""
        self.path = path
        self.text = read_text(path, what)
        try:
            self.data: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = _TOML_LINE.search(str(error))
            line = int(found.group(1)) if found else self.text.count("\n") + 1
            reason = str(error).split(" (at ")[0]
            raise UsageProblem("Not valid TOML", f"{path}, line {line}: {reason}.") from None
        except (RecursionError, ValueError) as error:
            raise UsageProblem("Not valid TOML", f"{path}, line 1: {error}.") from None

    def as_(self, kind: type[T], data: Any = None, at: lines.Path = ()) -> T:
        """The whole file (or `data`, which lies at `at` in it) as `kind`. Raises UsageProblem."""
        try:
            return msgspec.convert(self.data if data is None else data, kind, strict=True)
        except msgspec.ValidationError as error:
            raise self._problem(str(error), at) from None
        except RecursionError:
            raise self.problem(at, "This is nested too deeply.") from None

    def problem(self, at: lines.Path, message: str, hint: str = "") -> UsageProblem:
        """The error that says `message` about the value at `at`. For the caller to raise."""
        line = lines.line_of(self.text, at)
        name = _dotted(at)
        where = f"{self.path}, line {line}" + (f", `{name}`" if name else "")
        return UsageProblem("The pack has a mistake", f"{where}: {message}", hint)

    def _problem(self, text: str, at: lines.Path) -> UsageProblem:
        found = _AT.match(text)
        what, path = (found["what"], found["path"] or "") if found else (text, "")
        parts: list[str | int] = list(at)
        for key, index in _PART.findall(path):
            if not key and not index:
                break
            parts.append(key or int(index))
        if named := _KEY.search(what):
            parts.append(named.group(1))
        for word, plain in _WORDS.items():
            what = what.replace(word, plain)
        return self.problem(tuple(parts), what + ".")


def _dotted(path: lines.Path) -> str:
    """`steps[1].goals[0].title`; indexes count from 0, as in the TOML."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    return text
