"""A handle: an object that stays in the subject, used from the judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from prodtutor.checkkit.errors import CheckMistake, SubjectRaised

if TYPE_CHECKING:
    from prodtutor.checkkit.link import Link

_MOST_ITEMS = 100_000


class NoLength(SubjectRaised, TypeError):
    """The object has no length. A TypeError too, because `list(handle)` asks for the length first and lives without."""

    @classmethod
    def like(cls, error: SubjectRaised) -> NoLength:
        """The same error under this class."""
        made = cls.__new__(cls, *error.args)
        made.__dict__.update(error.__dict__)
        return made


class Handle:
    """Stands for one object of the subject. The same object has the same handle, so `is` asks for identity.

    Attributes, calls, `[]`, `in`, `len` and iteration ask the subject. `type` is `module:Class` as the subject says.
    - `handle == plain value` is always False and asks nobody: an object that equals everything must not win. Use
      `as_dict`, `as_list`, `as_str`, `as_int` to compare a subclass of a built-in type by value.
    - `handle == handle` is True for the same object; otherwise the subject's `==` is asked.
    - A handle has no truth value: write `is not None`, `== …` or `subject.truth(handle)`.
    - `hash` goes by identity.
    An attribute called `type`, `as_dict`, … is reached by `subject.attr(handle, "type")`.
    """

    __slots__ = ("_link", "_member", "_number", "type")

    _link: Link
    _number: int
    _member: str | None
    type: str

    def __init__(self, link: Link, number: int, kind: str, member: str | None) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_member", member)
        object.__setattr__(self, "type", kind)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._link.ask("attr", self, (name,))

    def __setattr__(self, name: str, value: object) -> None:
        self._link.ask("set", self, (name, value))

    def __call__(self, /, *args: object, **kwargs: object) -> Any:
        return self._link.ask("call", self, args, kwargs)

    def __getitem__(self, key: object) -> Any:
        return self._link.ask("item", self, (key,))

    def __contains__(self, item: object) -> bool:
        return self._link.ask_for(bool, "contains", self, (item,))

    def __len__(self) -> int:
        try:
            return self._link.ask_for(int, "len", self)
        except SubjectRaised as error:
            raise (NoLength.like(error) if error.is_a("TypeError") else error) from error.cause

    def __iter__(self) -> Iterator[Any]:
        found = self._link.ask("iter", self)
        if type(found) is list:
            yield from found
            return
        for _ in range(_MOST_ITEMS):
            answer = self._link.ask("next", found)
            more, item = answer if type(answer) is tuple and len(answer) == 2 else (False, None)
            if more is not True:
                return
            yield item
        raise self._link.end(f"it went on after {_MOST_ITEMS} items")

    def __bool__(self) -> bool:
        raise CheckMistake("a handle has no truth value: compare it, or ask subject.truth(handle)")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(other) is not Handle or other._link is not self._link:
            return False
        return self._link.ask_for(bool, "eq", self, (other,))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((id(self._link), self._number))

    def __repr__(self) -> str:
        return f"<{self.type}.{self._member}>" if self._member else f"<{self.type} object>"

    def as_dict(self) -> dict[Any, Any]:
        """A plain copy: of a dict's subclass, a dataclass's fields, a named tuple's."""
        return self._link.ask_for(dict, "as_dict", self)

    def as_list(self) -> list[Any]:
        """A plain list of what iterating gives."""
        return self._link.ask_for(list, "as_list", self)

    def as_str(self) -> str:
        """The text of a `str` subclass (a StrEnum member, say)."""
        return self._link.ask_for(str, "as_str", self)

    def as_int(self) -> int:
        """The number of an `int` subclass (an IntEnum member, say)."""
        return self._link.ask_for(int, "as_int", self)


def number_of(handle: Handle) -> int:
    """The number under which the subject keeps the object."""
    return handle._number


def link_of(handle: Handle) -> Link:
    """The subject's line that the handle belongs to."""
    return handle._link
