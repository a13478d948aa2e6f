"""Reads YAML as GitHub does: `on` is a text and no truth value, names are unique, and nothing is executed.

It is built from PyYAML's events, one after the other, so that neither depth nor aliases that multiply can hurt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.values import Value

Path = tuple[str | int, ...]
LARGEST = 512 * 1024
_DEEPEST = 100
_MOST_NODES = 50_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and on which line each part of it begins."""

    value: Value
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """The line of what lies at `path`, or of what is around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)


@dataclass
class _Open:
    """A list or a mapping that has not come to its end."""

    value: list[Value] | dict[str, Value]
    path: Path
    anchor: str | None
    size: int = 1
    key: str | None = None


def read(text: str | bytes) -> Document:
    """Raises WorkflowError with the line for what is no YAML, NotSimulated."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise WorkflowError("The file is not UTF-8.") from None
    if len(text) > LARGEST:
        raise WorkflowError(f"The file is larger than {LARGEST // 1024} KB.")
    try:
        return _Builder().build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise WorkflowError(f"This is no YAML: {what}.", mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise WorkflowError(f"This is no YAML: {str(error).splitlines()[0]}") from None


class _Builder:
    def __init__(self) -> None:
        self._lines: dict[Path, int] = {}
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._open: list[_Open] = []
        self._nodes = 0
        self._found: list[Value] = []

    def build(self, events: Iterator[Any]) -> Document:
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.ScalarEvent):
                self._put(_scalar(event, line), 1, line, event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in self._anchors:
                    raise WorkflowError(f"Nothing is called &{event.anchor} before this.", line)
                value, size = self._anchors[event.anchor]
                self._put(value, size, line, None)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._begin(event, line)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._end()
            elif isinstance(event, yaml.DocumentStartEvent) and self._found:
                raise WorkflowError("A workflow is one YAML document; here begins another one.", line)
        return Document(self._found[0] if self._found else None, self._lines)

    def _begin(self, event: Any, line: int) -> None:
        if event.tag not in (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            raise WorkflowError(f"The tag {event.tag} means nothing here.", line)
        if len(self._open) >= _DEEPEST:
            raise WorkflowError(f"This is nested deeper than {_DEEPEST} levels.", line)
        holder = self._open[-1] if self._open else None
        if holder is not None and isinstance(holder.value, dict) and holder.key is None:
            raise WorkflowError("A name must be a plain text.", line)
        path = self._here()
        self._lines.setdefault(path, line)
        value: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, path, event.anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if done.anchor is not None:
            self._anchors[done.anchor] = (done.value, done.size)
        self._add(done.value, done.size)

    def _put(self, value: Value, size: int, line: int, anchor: str | None) -> None:
        holder = self._open[-1] if self._open else None
        if anchor is not None:
            self._anchors[anchor] = (value, size)
        if holder is not None and isinstance(holder.value, dict) and holder.key is None:
            self._name(holder, value, line)
            return
        self._lines.setdefault(self._here(), line)
        self._add(value, size)

    def _name(self, holder: _Open, value: Value, line: int) -> None:
        if isinstance(value, list | dict):
            raise WorkflowError("A name must be a plain text.", line)
        if value == "<<":
            raise NotSimulated("a YAML merge key (<<)")
        name = value if isinstance(value, str) else _as_written(value)
        if isinstance(holder.value, dict) and name in holder.value:
            raise WorkflowError(f"'{name}' is already defined.", line)
        holder.key = name
        self._lines.setdefault((*holder.path, name), line)

    def _add(self, value: Value, size: int) -> None:
        self._nodes += size
        if self._nodes > _MOST_NODES:
            raise WorkflowError("The file has too many parts, or its aliases multiply.")
        if not self._open:
            self._found.append(value)
            return
        holder = self._open[-1]
        holder.size += size
        if isinstance(holder.value, list):
            holder.value.append(value)
        else:
            holder.value[holder.key or ""] = value
            holder.key = None

    def _here(self) -> Path:
        if not self._open:
            return ()
        holder = self._open[-1]
        return (*holder.path, len(holder.value) if isinstance(holder.value, list) else holder.key or "")


def _scalar(event: Any, line: int) -> Value:
    if event.tag not in _TEXT_TAGS:
        if str(event.tag).startswith("!"):
            raise WorkflowError("A value that begins with ! must stand in quotes: YAML reads a tag here.", line)
        raise WorkflowError(f"The tag {event.tag} means nothing here.", line)
    text: str = event.value
    if event.style or event.tag is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) < 100:
        return int(text, 0 if text[:2] in ("0o", "0x") else 10)
    if _FLOAT.fullmatch(text) and len(text) < 100:
        return float(text)
    return text


def _as_written(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
