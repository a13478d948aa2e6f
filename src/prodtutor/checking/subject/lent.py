"""What stands in the subject for an object that the judge has lent: every use of it goes back over the wire.

Supported: calling it, reading its public attributes (methods come as further lent objects, plain values as copies), the
special methods that the judge's class has out of `SPECIAL`, and coroutine functions, which do not block the event loop.
Setting attributes is not supported. The same lent object is the same stand-in, so `is` works.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

SPECIAL = (
    "__call__",
    "__len__",
    "__bool__",
    "__iter__",
    "__aiter__",
    "__next__",
    "__contains__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__enter__",
    "__exit__",
    "__fspath__",
    "__int__",
    "__float__",
    "__str__",
)
SPECIAL_ASYNC = ("__aenter__", "__aexit__", "__anext__")


class Line(Protocol):
    """The way back to the judge."""

    def ask_judge(self, number: int, op: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any: ...

    def await_judge(
        self, number: int, op: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Awaitable[Any]: ...


class Lent:
    """A stand-in. Its class is made to measure by `Borrowed`, so that it has exactly the special methods lent."""

    __slots__ = ("__weakref__", "_line", "_number", "_title")

    def __init__(self, line: Line, number: int, title: str) -> None:
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_title", title)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{self._title} has no attribute {name!r}")
        return self._line.ask_judge(self._number, "attr", name, (), {})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"attributes of {self._title} cannot be set from here")

    def __repr__(self) -> str:
        return f"<{self._title}>"

    def __copy__(self) -> Lent:
        return self

    def __deepcopy__(self, memo: object) -> Lent:
        return self


def number_of(lent: Lent) -> int:
    number: int = object.__getattribute__(lent, "_number")
    return number


def _special(name: str) -> Callable[..., Any]:
    def method(self: Lent, /, *args: Any, **kwargs: Any) -> Any:
        return self._line.ask_judge(self._number, "special", name, args, kwargs)

    method.__name__ = name
    return method


def _special_async(name: str) -> Callable[..., Any]:
    async def method(self: Lent, /, *args: Any, **kwargs: Any) -> Any:
        return await self._line.await_judge(self._number, "special", name, args, kwargs)

    method.__name__ = name
    return method


class Borrowed:
    """All stand-ins of this subject, one for each number."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[int, Lent] = {}
        self._kinds: dict[tuple[str, ...], type[Lent]] = {}

    def get(self, number: int, title: str, names: list[str]) -> Lent:
        """names: the special methods lent; a trailing `!` says that the method is a coroutine function."""
        lent = self._known.get(number)
        if lent is None:
            lent = self._known[number] = self._kind(tuple(names))(self._line, number, title)
        return lent

    def _kind(self, names: tuple[str, ...]) -> type[Lent]:
        kind = self._kinds.get(names)
        if kind is None:
            body: dict[str, Any] = {"__slots__": ()}
            for name in names:
                if name.endswith("!"):
                    body[name[:-1]] = _special_async(name[:-1])
                else:
                    body[name] = _special(name)
            kind = self._kinds[names] = type("Lent", (Lent,), body)
        return kind
