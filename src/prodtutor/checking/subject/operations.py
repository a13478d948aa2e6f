"""What the judge can ask of an object in the subject, by name. Each takes (target, args, kwargs)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from . import suite
from .mishap import PROBE
from .shelf import find

Operation = Callable[[Any, tuple[Any, ...], dict[str, Any]], object]
_CONTAINERS = (list, tuple, set, frozenset, dict)
_compiled: dict[str, Any] = {}
"""The code of each probe, by its source: a check may ask for the same one many times."""


def call_target(target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    return target(*args, **kwargs)


def _probe(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
    """args: the source, the function's name, then its own arguments. A coroutine function is run to its end."""
    source, name, *rest = args
    space: dict[str, Any] = {"__name__": "probe", "__builtins__": __builtins__}
    code = _compiled.get(source) or _compiled.setdefault(source, compile(source, PROBE, "exec"))
    exec(code, space)  # noqa: S102  (the judge's own code, run where it may not look)
    value = space[name](*rest, **kwargs)
    if hasattr(value, "cr_frame"):
        import asyncio

        return asyncio.run(value)
    return value


def _iterate(target: Any, *_: Any) -> object:
    """A list of what a container holds, or an iterator that stays here."""
    return list(target) if isinstance(target, _CONTAINERS) else iter(target)


def _next(target: Any, *_: Any) -> object:
    for item in target:
        return (True, item)
    return (False, None)


def _as_dict(target: Any, *_: Any) -> object:
    if hasattr(type(target), "__dataclass_fields__"):
        return {name: getattr(target, name) for name in type(target).__dataclass_fields__ if hasattr(target, name)}
    if hasattr(type(target), "_asdict"):
        return dict(target._asdict())
    return dict(target)


def _as_str(target: Any, *_: Any) -> object:
    if not isinstance(target, str):
        raise TypeError(f"{type(target).__name__} is not a text")
    return str.__str__(target)


def _as_int(target: Any, *_: Any) -> object:
    if not isinstance(target, int):
        raise TypeError(f"{type(target).__name__} is not a whole number")
    return int.__index__(target)


def _is_instance(target: Any, args: tuple[Any, ...], _: Any) -> object:
    return isinstance(target, find(args[0]))


def _imported(_: Any, args: tuple[Any, ...], __: Any) -> object:
    return args[0] in sys.modules


OPERATIONS: dict[str, Operation] = {
    "call": call_target,
    "probe": _probe,
    "value": lambda target, _, __: target,
    "attr": lambda target, args, _: getattr(target, args[0]),
    "set": lambda target, args, _: setattr(target, args[0], args[1]),
    "item": lambda target, args, _: target[args[0]],
    "contains": lambda target, args, _: args[0] in target,
    "eq": lambda target, args, _: bool(target == args[0]),
    "len": lambda target, _, __: len(target),
    "truth": lambda target, _, __: bool(target),
    "str": lambda target, _, __: str.__str__(str(target)),
    "repr": lambda target, _, __: str.__str__(repr(target)),
    "iter": _iterate,
    "next": _next,
    "is_instance": _is_instance,
    "imported": _imported,
    "suite": lambda _, __, kwargs: suite.run(kwargs),
    "as_dict": _as_dict,
    "as_list": lambda target, _, __: list(target),
    "as_str": _as_str,
    "as_int": _as_int,
}
