"""Reads what the subject sent, and believes none of it: every part is looked at before it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prodtutor.checking.subject.wire import WireError
from prodtutor.checkkit.errors import Place, SubjectRaised

if TYPE_CHECKING:
    from prodtutor.checkkit.handle import Handle

_CHAIN = 10
_LARGEST_NUMBER = 2**53
_PHASES = frozenset({"import", "name", "signature", "code"})


def text(value: object, longest: int = 50_000) -> str:
    """`value` if it is a text of bearable length. Raises WireError."""
    if type(value) is not str or len(value) > longest:
        raise WireError("a text is missing")
    return value


def number(value: object) -> int:
    """`value` if it is a number of an object. Raises WireError."""
    if type(value) is not int or not 0 < value < _LARGEST_NUMBER:
        raise WireError("a number is missing")
    return value


def handle_parts(content: object) -> tuple[int, str, str | None]:
    """Number, type and member name out of a handle's data. Raises WireError."""
    if type(content) is not list or len(content) != 3:
        raise WireError("a handle is malformed")
    member = None if content[2] is None else text(content[2], 200)
    return number(content[0]), text(content[1], 200), member


def mishap(data: object, handle: Callable[[object], Handle], depth: int = 0) -> SubjectRaised:
    """The exception that the subject describes. Raises WireError when the description is malformed."""
    if type(data) is not dict or depth > _CHAIN:
        raise WireError("an exception is malformed")
    mro = data.get("mro")
    if type(mro) is not list or not 0 < len(mro) <= 50:
        raise WireError("an exception is malformed")
    places = data.get("frames")
    if type(places) is not list:
        raise WireError("an exception is malformed")
    phase = data.get("phase")
    return SubjectRaised(
        handle=handle(data.get("h")),
        mro=tuple(text(name, 500) for name in mro),
        text=text(data.get("text")),
        phase=phase if type(phase) is str and phase in _PHASES else "code",
        cause=None if data.get("cause") is None else mishap(data["cause"], handle, depth + 1),
        context=None if data.get("context") is None else mishap(data["context"], handle, depth + 1),
        suppress=data.get("suppress") is True,
        places=tuple(_place(place) for place in places[-100:]),
        traceback=text(data.get("tb")),
    )


def _place(data: Any) -> Place:
    if type(data) is not list or len(data) != 4 or type(data[1]) is not int:
        raise WireError("a place is malformed")
    return Place(text(data[0]), data[1], text(data[2]), text(data[3]))
