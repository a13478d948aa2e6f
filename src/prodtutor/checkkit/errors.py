"""What can come of asking the subject, as exceptions of the judge's. Texts are plain words for a learner."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prodtutor.checkkit.handle import Handle


class Raise(Exception):
    """Raised by a lent object of a check: the subject raises `name` in the learner's code.

    name: `TimeoutError`, `SystemExit`, or a class of the learner's folder as `gateway:GatewayTimeout`. args: plain
    values, handles or lent objects.
    """

    def __init__(self, name: str, *args: object) -> None:
        super().__init__(name, *args)
        self.name = name if ":" in name else f"builtins:{name}"
        self.arguments = args


class SubjectError(Exception):
    """The subject did not answer with a value."""


class SubjectDied(SubjectError):
    """The subject ended, or sent what is no answer. `limit` names the limit it hit (a field of Limits), or is None."""

    def __init__(self, text: str, limit: str | None = None) -> None:
        super().__init__(text)
        self.limit = limit


class SubjectKilled(SubjectDied):
    """The check itself killed the subject (`Subject.kill`)."""


class SubjectTimeout(SubjectDied):
    """The subject gave no answer in time and was ended."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "wall_s")


class CheckMistake(Exception):
    """A check uses the kit wrongly. The pack is at fault, never the learner."""


class Place:
    """Where in the learner's files: a name relative to the folder, the line from 1, the function, the line's text."""

    __slots__ = ("file", "function", "line", "text")

    def __init__(self, file: str, line: int, function: str, text: str) -> None:
        self.file, self.line, self.function, self.text = file, line, function, text


class SubjectRaised(SubjectError):
    """The learner's code raised. All of it is what the subject says: data, never trusted, never evaluated."""

    def __init__(
        self,
        *,
        handle: Handle,
        mro: tuple[str, ...],
        text: str,
        phase: str,
        cause: SubjectRaised | None,
        context: SubjectRaised | None,
        suppress: bool,
        places: tuple[Place, ...],
        traceback: str,
    ) -> None:
        self.handle = handle
        """The exception itself, for its attributes."""
        self.type = mro[0]
        """`module:Class`."""
        self.mro = mro
        self.text = text
        """What `str()` of it says."""
        self.phase = phase
        """Where it was raised: `import`, `name`, `signature` (of our own call) or `code`."""
        self.cause = cause
        self.context = context
        self.suppress = suppress
        """True after `raise … from …`, so that the context is not shown."""
        self.places = places
        """The learner's frames, outermost first."""
        self.traceback = traceback
        """Begins in the learner's files."""
        super().__init__(f"{self.name}: {text}" if text else self.name)
        self.__cause__ = cause

    @property
    def name(self) -> str:
        """The bare name of the class."""
        return self.type.rpartition(":")[2]

    @property
    def place(self) -> Place | None:
        """The innermost place in the learner's files."""
        return self.places[-1] if self.places else None

    def is_a(self, name: str) -> bool:
        """Whether its class is or inherits from `name`: `ValueError`, `settings:SettingsError`, `sqlite3:Error`."""
        return any(known in self.mro for known in _names(name))


def _names(name: str) -> set[str]:
    """`name` and, for a class of the standard library, the name it has in the module that defines it."""
    if ":" not in name:
        return {f"builtins:{name}"}
    module, _, path = name.partition(":")
    found = {name}
    if module.partition(".")[0] in sys.stdlib_module_names and module != "__main__":
        kind = getattr(importlib.import_module(module), path, None)
        if isinstance(kind, type):
            found.add(f"{kind.__module__}:{kind.__qualname__}")
    return found


class NotRaised(AssertionError):
    """A check expected an exception and saw something else; the text says it in plain words."""

    def __init__(self, text: str, place: Place | None = None, traceback: str = "") -> None:
        super().__init__(text)
        self.place = place
        self.traceback = traceback
