"""Objects of the judge's that the subject may use, and how far it may."""

from __future__ import annotations

import functools
import inspect
import itertools
import threading
import types
from typing import Any

from prodtutor.checking.subject.lent import SPECIAL, SPECIAL_ASYNC
from prodtutor.checkkit.errors import CheckMistake, Raise

_OPAQUE = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    functools.partial,
    type,
)
"""Their attributes lead to code, frames and arguments of a check, so none of them can be read."""
_NEVER = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, BaseException)
_VALUES = frozenset({"datetime", "decimal", "fractions", "uuid", "enum"})
_CONTAINERS = (list, tuple, set, frozenset, dict)
_NATURAL = (KeyError, IndexError, StopIteration, StopAsyncIteration)


class Lent:
    """One object on loan: its number, its title, and the special methods that the subject may use."""

    __slots__ = ("names", "number", "target", "title")

    def __init__(self, target: Any, number: int) -> None:
        self.target = target
        self.number = number
        self.title = str(getattr(target, "__name__", None) or type(target).__name__)
        self.names = _specials(target)

    def on_wire(self) -> dict[str, Any]:
        return {"o": [self.number, self.title, list(self.names)]}


def _specials(target: Any) -> tuple[str, ...]:
    kind = type(target)
    names = []
    for name in SPECIAL:
        method = _defined(kind, name)
        if method is None:
            continue
        if isinstance(target, _OPAQUE) and name not in ("__call__", "__iter__", "__next__"):
            continue
        is_async = name == "__call__" and (inspect.iscoroutinefunction(target) or inspect.iscoroutinefunction(method))
        names.append(f"{name}!" if is_async else name)
    names += [f"{name}!" for name in SPECIAL_ASYNC if _defined(kind, name)]
    return tuple(names)


def _defined(kind: type, name: str) -> Any:
    """The special method that `kind` has beyond `object`; `getattr` would find the metaclass's as well."""
    return next((base.__dict__[name] for base in kind.__mro__[:-1] if name in base.__dict__), None)


class NotLent(Exception):
    """The subject asks for what it was never given: it has been tampered with."""


class Natural(Exception):
    """An exception that lies in the nature of the lent object, not a mistake of the check: it crosses as itself."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.error = error


class Lending:
    """All loans to one subject."""

    def __init__(self) -> None:
        self._by_number: dict[int, Lent] = {}
        self._by_object: dict[object, Lent] = {}
        self._next = itertools.count(1)
        self._lock = threading.Lock()

    def lend(self, target: object) -> Lent:
        """Lend `target`; the same object gets the same number. Raises CheckMistake for what cannot be lent."""
        if isinstance(target, _NEVER):
            raise CheckMistake(f"a {type(target).__name__} cannot be lent to the subject")
        if isinstance(target, _CONTAINERS) and type(target) in _CONTAINERS:
            raise CheckMistake(f"this {type(target).__name__} is too large or too deep to be sent")
        if type(target).__module__ in _VALUES:
            raise CheckMistake(f"make the {type(target).__name__} in the subject: subject.call('module:Class', …)")
        key: object = id(target)
        if isinstance(target, types.MethodType):  # a new object at each access, but the same method
            key = (id(target.__self__), id(target.__func__))
        with self._lock:
            lent = self._by_object.get(key)
            if lent is None:
                lent = Lent(target, next(self._next))
                self._by_object[key] = self._by_number[lent.number] = lent
        return lent

    def get(self, number: object) -> Lent | None:
        """The loan with this number; None when there is none (the number comes from the subject)."""
        return self._by_number.get(number) if type(number) is int else None

    def use(self, lent: Lent, op: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Do what the subject asks. The result may be a coroutine, for methods lent as such.

        Raises Natural for what the learner's code should see as it is, Raise as the check raised it, NotLent for
        what was never lent, and anything else for a mistake in the check.
        """
        if op == "attr":
            if not name.isidentifier() or name.startswith("_") or isinstance(lent.target, _OPAQUE):
                raise Natural(AttributeError(f"{lent.title} has no attribute {name!r}"))
        elif op != "special" or (name not in lent.names and f"{name}!" not in lent.names):
            raise NotLent(f"{lent.title} was not lent for {name!r}")
        try:
            if op == "attr":
                return getattr(lent.target, name)
            if name == "__call__":
                return lent.target(*args, **kwargs)
            return getattr(type(lent.target), name)(lent.target, *args, **kwargs)
        except Raise:
            raise
        except BaseException as error:
            natural = isinstance(error, _NATURAL) if op == "special" else isinstance(error, AttributeError)
            if (natural or _only_here(error)) and type(error).__module__ == "builtins":
                raise Natural(error) from None
            raise


def _only_here(error: BaseException) -> bool:
    """Whether no code of the check's was entered: the arguments did not fit, or a built-in method refused."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename != __file__:
            return False
        step = step.tb_next
    return True
