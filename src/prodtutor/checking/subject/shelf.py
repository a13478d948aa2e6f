"""Objects that stay in the subject: each has a number, and the judge holds the number."""

from __future__ import annotations

import importlib
import itertools
import sys
import threading
from typing import Any

_HINT_CHARACTERS = 200


class Shelf:
    """Keeps objects alive under numbers. The same object has the same number as long as the subject lives."""

    def __init__(self) -> None:
        self._objects: dict[int, object] = {}
        self._numbers: dict[int, int] = {}
        self._next = itertools.count(1)
        self._lock = threading.Lock()

    def put(self, value: object) -> list[Any]:
        """Return `[number, type, name]` for the wire; name is an enum member's, else None."""
        with self._lock:
            number = self._numbers.get(id(value))
            if number is None:
                number = next(self._next)
                self._numbers[id(value)] = number
                self._objects[number] = value
        return [number, type_name(type(value)), _member_name(value)]

    def get(self, number: int) -> Any:
        return self._objects[number]


def type_name(kind: type) -> str:
    """`module:Qualified.Name` of a class; `?` where the class says nothing sensible."""
    try:
        return f"{kind.__module__}:{kind.__qualname__}"[:_HINT_CHARACTERS]
    except Exception:  # noqa: BLE001  (a metaclass may do anything)
        return "?"


def _member_name(value: object) -> str | None:
    enum = sys.modules.get("enum")
    try:
        if enum is not None and issubclass(type(value), enum.Enum):
            return str.__str__(value._name_)[:_HINT_CHARACTERS]  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001  (a half-made member has no name)
        return None
    return None


class Unfound(Exception):
    """A name led nowhere. `phase` is `import` or `name`; the cause is the error that was raised."""

    def __init__(self, phase: str, error: BaseException) -> None:
        super().__init__(phase)
        self.phase = phase
        self.error = error


def find(name: str) -> Any:
    """The object called `module:Qualified.name` (or the module alone). Raises Unfound."""
    module_name, _, path = name.partition(":")
    try:
        value: Any = importlib.import_module(module_name)
    except BaseException as error:  # noqa: BLE001  (SystemExit at import included: it must never end us)
        raise Unfound("import", error) from None
    for part in path.split(".") if path else ():
        try:
            value = getattr(value, part)
        except BaseException as error:  # noqa: BLE001
            raise Unfound("name", error) from None
    return value
