"""The values of GitHub's expressions (null, booleans, numbers, strings, arrays, objects), and how one becomes another.

In Python: None, bool, int or float, str, list, dict. Names in objects are found whatever their case, except in `Exact`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from prodtutor.checkkit.workflows.errors import NotSimulated

Value = Any
"""One of the types above. Nothing narrower can be said of what comes out of YAML and JSON."""

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_OTHER = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_MOST_DIGITS = 1e15


class Exact(dict[str, Value]):
    """An object whose names are told apart by case: the environment on Linux."""


class Partial(dict[str, Value]):
    """An object of which this runner knows some members only.

    `unknown` names the members that GitHub has and we do not; None: every member that is not here.
    """

    def __init__(self, name: str, known: Mapping[str, Value], unknown: Collection[str] | None = None) -> None:
        super().__init__(known)
        self._name = name
        self._unknown = None if unknown is None else {each.lower() for each in unknown}

    def extended(self, **more: Value) -> Partial:
        """The same with some members more."""
        return Partial(self._name, {**self, **more}, self._unknown)

    def missing(self, name: str) -> None:
        """Null, for a member that GitHub does not have either. Raises NotSimulated for one that it has."""
        if self._unknown is None or name.lower() in self._unknown:
            raise NotSimulated(f"{self._name}.{name}")


class Filtered(list[Value]):
    """What `.*` makes of an array or an object: a member of it is the array of that member of each."""


def upper(text: str) -> str:
    """For comparisons without regard to case, as .NET makes it: letter by letter, in no language."""
    if text.isascii():
        return text.upper()
    return "".join(each if each in "ıſ" or len(each.upper()) > 1 else each.upper() for each in text)


def truthy(value: Value) -> bool:
    """Whether GitHub takes it for true: all but null, false, 0, NaN and the empty string."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return not (value is None or value is False or value == "" or (is_number(value) and value == 0))


def is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_primitive(value: Value) -> bool:
    return not isinstance(value, list | dict)


def to_number(value: Value) -> float:
    """As a comparison of different types does it; NaN for what is no number."""
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        return float(value)
    if not isinstance(value, str):
        return math.nan
    text = value.strip()
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _OTHER.fullmatch(text):
        return float(int(text, 0))
    return {"Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)


def to_text(value: Value) -> str:
    """As it is pasted into a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, str):
        return value
    return "Array" if isinstance(value, list) else "Object"


def number_text(number: float) -> str:
    """Fifteen digits at most, and no point where there is nothing after it."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < _MOST_DIGITS:
        return str(int(number))
    return f"{number:.15G}"


def to_json(value: Value) -> str:
    """What `toJSON` returns."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False)


def _plain(value: Value) -> Value:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return int(value)
    return value


def equal(left: Value, right: Value) -> bool:
    """GitHub's `==`: strings without regard to case, different types as numbers, arrays and objects if they are one."""
    if isinstance(left, str) and isinstance(right, str):
        return upper(left) == upper(right)
    if not is_primitive(left) or not is_primitive(right):
        return left is right
    if (left is None) != (right is None) or type(left) is not type(right):
        return to_number(left) == to_number(right)
    return bool(left == right)


def less(left: Value, right: Value) -> bool:
    """GitHub's `<`. Strings are compared letter by letter, without regard to case."""
    if isinstance(left, str) and isinstance(right, str):
        return upper(left) < upper(right)
    if not is_primitive(left) or not is_primitive(right):
        return False
    return to_number(left) < to_number(right)


def member(holder: Value, key: Value) -> Value:
    """`holder.key` or `holder[key]`; null where there is no such thing. Raises NotSimulated (see `Partial`)."""
    if isinstance(holder, Filtered):
        return Filtered(each for each in (_held(inner, key) for inner in holder) if each is not None)
    return _held(holder, key)


def _held(holder: Value, key: Value) -> Value:
    if isinstance(holder, dict) and is_primitive(key):
        return _named(holder, to_text(key))
    if isinstance(holder, list) and is_primitive(key):
        number = to_number(key)
        if not math.isfinite(number) or number < 0:
            return None
        place = math.floor(number)
        return holder[place] if place < len(holder) else None
    return None


def _named(holder: dict[str, Value], name: str) -> Value:
    if name in holder:
        return holder[name]
    if not isinstance(holder, Exact):
        wanted = name.lower()
        for known, value in holder.items():
            if known.lower() == wanted:
                return value
    if isinstance(holder, Partial):
        holder.missing(name)
    return None


def every(holder: Value) -> Filtered:
    """`holder.*`: the values of an object, the items of an array."""
    if isinstance(holder, Filtered):
        return Filtered(inner for each in holder for inner in _inside(each))
    return Filtered(_inside(holder))


def _inside(holder: Value) -> list[Value]:
    if isinstance(holder, dict):
        return list(holder.values())
    return list(holder) if isinstance(holder, list) else []
