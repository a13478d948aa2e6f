"""Puts into plain words what checks need not foresee. Nothing here shows a line of a check."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from prodtutor.checkkit.errors import NotRaised, Place, SubjectDied, SubjectRaised, SubjectTimeout
from prodtutor.untrusted import neutralise

Fault = Literal["", "pack", "machine"]
_OUR_FIRST_WORDS = frozenset({"it", "there", "this", "the", "importing", "what"})
_TEXT = 300
_DETAIL = 8_000


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a test failed. `fault` says who is to blame: the learner's code (empty), the pack's check, or the machine."""

    message: str
    code: str
    detail: str = ""
    file: str | None = None
    line: int | None = None
    fault: Fault = ""


def explain(error: BaseException, files: Collection[str]) -> Explained | None:
    """Say in plain words what `error` means; None when it is not one of the subject's.

    files: names of the learner's files, to tell a missing module of theirs from a missing library.
    """
    if isinstance(error, SubjectRaised):
        return _raised(error, files)
    if isinstance(error, SubjectDied):
        code = "timeout" if isinstance(error, SubjectTimeout) else "limit" if error.limit else "ended"
        return Explained(_sentence(str(error)), code)
    if isinstance(error, NotRaised):
        return _at(error.place, _sentence(str(error)), "raises", error.traceback)
    return None


def _raised(error: SubjectRaised, files: Collection[str]) -> Explained:
    if not error.places and (missing := _missing(error)):
        return missing
    if error.is_a("ModuleNotFoundError") and error.place is not None:
        return _missing_import(error, files)
    if error.phase == "signature" and not error.places:
        return Explained(_sentence(f"it cannot be called that way: {shorten(error.text)}"), "signature")
    if error.is_a("SyntaxError"):
        return _at(error.place, _sentence(f"this is not Python yet: {shorten(error.text)}"), "syntax", error.traceback)
    if error.is_a("MemoryError"):
        return _at(error.place, "It asked for more memory than it may use here.", "limit", _trace(error))
    if error.is_a("SystemExit"):
        when = "while it was imported" if error.phase == "import" else "instead of returning"
        return _at(error.place, f"It ended the program ({_what(error)}) {when}.", "exit", _trace(error))
    where = f" at {_place(error.place)}" if error.place else ""
    when = "importing it" if error.phase == "import" else "it"
    return _at(error.place, _sentence(f"{when} raised {_what(error)}{where}"), "raised", _trace(error))


def _missing_import(error: SubjectRaised, files: Collection[str]) -> Explained:
    name = _module(error)
    top = name.partition(".")[0]
    own = any(file == f"{top}.py" or file.startswith(f"{top}/") for file in files)
    if own or top in sys.stdlib_module_names:
        words = f"there is no module {name}"
    else:
        words = f"{name} cannot be imported here: it is no file of yours, and no library of Python's or of this lesson"
    return _at(error.place, _sentence(words), "import", _trace(error))


def _module(error: SubjectRaised) -> str:
    """The name in `No module named 'x'`."""
    parts = error.text.split("'")
    return shorten(parts[1].replace(".", "/") if error.place is None else parts[1], 80) if len(parts) > 2 else "module"


def _missing(error: SubjectRaised) -> Explained | None:
    """What the check asked for and did not find: no line of the learner's ran into it."""
    if error.is_a("ModuleNotFoundError"):
        return Explained(f"There is no {_module(error)}.py yet.", "import")
    parts = [shorten(part, 80) for part in error.text.split("'")]
    words = error.text.partition(" '")[0]
    if error.is_a("ImportError") and words == "cannot import name" and len(parts) >= 5:
        return Explained(f"There is no {parts[1]} in {parts[3]}.py yet.", "name")
    if not error.is_a("AttributeError") or len(parts) != 5:
        return None
    if words == "module":
        return Explained(f"There is no {parts[3]} in {parts[1]}.py yet.", "name")
    if words == "type object":
        return Explained(f"{parts[1]} has no {parts[3]} yet.", "name")
    return Explained(f"An object of {parts[1]} has no {parts[3]} yet.", "name")


def _what(error: SubjectRaised) -> str:
    text = shorten(error.text)
    return f"{shorten(error.name, 80)}: {text}" if text else shorten(error.name, 80)


def _trace(error: SubjectRaised) -> str:
    """The tracebacks of the exception and its causes, the first cause first, as Python prints them."""
    earlier = error.cause or (None if error.suppress else error.context)
    if earlier is None:
        return error.traceback
    link = (
        "The above exception was the direct cause of the following exception:"
        if error.cause
        else "During handling of the above exception, another exception occurred:"
    )
    return f"{_trace(earlier)}\n{link}\n\n{error.traceback}"


def _place(place: Place) -> str:
    return f"{shorten(place.file, 120)}, line {place.line}"


def _at(place: Place | None, message: str, code: str, trace: str) -> Explained:
    file, line = (place.file, place.line) if place else (None, None)
    return Explained(message, code, shorten(trace, _DETAIL), None if file is None else shorten(file), line)


def shorten(text: str, most: int = _TEXT) -> str:
    """Untrusted text, made visible and of bearable length."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    return neutralise(text)


def _sentence(text: str) -> str:
    text = neutralise(text.strip())
    if text.partition(" ")[0] in _OUR_FIRST_WORDS:  # the others are names in the learner's code
        text = text[:1].upper() + text[1:]
    return text + ("" if text.endswith((".", "!", "?", "…")) else ".")
