"""What crosses the wire, and that nothing else gets through it."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodtutor.checking.subject import wire
from prodtutor.checkkit import answers

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.text(st.sampled_from("\ud800\udfffa\x00\n"))
    | st.binary()
)
_KEYS = st.recursive(_SCALARS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(_KEYS, inner, max_size=4)
        | st.sets(_KEYS, max_size=4)
        | st.frozensets(_KEYS, max_size=4)
    ),
    max_leaves=20,
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["l", "t", "s", "z", "d", "b", "i", "f", "h", "o", "x"]), inner, max_size=2)
    ),
    max_leaves=20,
)


def _stay(value: object) -> Any:
    raise AssertionError(f"{value!r} should cross by value")


def _special(tag: str, content: object) -> Any:
    raise wire.WireError(tag)


def _across(value: object) -> Any:
    return wire.decode(wire.unpack(wire.pack({"v": wire.encode(value, _stay)})[:-1])["v"], _special)


def _same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict):
        return left == right and all(map(_same, left, right)) and all(map(_same, left.values(), right.values()))
    return bool(left == right)


@given(_VALUES)
def test_plain_values_cross_unchanged(value: object) -> None:
    assert _same(_across(value), value)


@pytest.mark.parametrize("value", [math.inf, -math.inf, -0.0, 1e-320, 2**5000, -(2**5000)])
def test_extreme_numbers_cross(value: float) -> None:
    assert repr(_across(value)) == repr(value) if isinstance(value, float) else _across(value) == value


def test_not_a_number_crosses() -> None:
    assert math.isnan(_across(math.nan))


@pytest.mark.parametrize("kind", [str, int, list, dict, tuple, bytes, set])
def test_subclasses_stay(kind: type) -> None:
    special = type("Special", (kind,), {})()
    assert wire.encode([special], lambda value: {"h": value is special}) == {"l": [{"h": True}]}


def test_endless_nesting_stays() -> None:
    endless: list[Any] = []
    endless.append(endless)
    data = wire.encode(endless, lambda _: {"h": 1})
    assert "h" in json.dumps(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(line: bytes) -> None:
    with contextlib.suppress(wire.WireError):
        assert type(wire.unpack(line)) is dict


@given(_JSON)
@settings(max_examples=300)
def test_any_data_is_a_value_or_refused(data: object) -> None:
    with contextlib.suppress(wire.WireError):
        wire.decode(data, _special)


@given(st.dictionaries(st.sampled_from(["mro", "text", "frames", "cause", "context", "h", "tb", "phase"]), _JSON))
def test_any_description_of_an_exception_is_read_or_refused(data: object) -> None:
    with contextlib.suppress(wire.WireError):
        answers.mishap(data, lambda content: answers.handle_parts(content))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"v":' * 100_000,
        b"NaN",
        b'{"v": Infinity}',
        b"[]",
        b"\xff\xfe{}",
        b'{"v": ' + b"9" * 100_000 + b"}",
        b"",
        b'{"v": 1} {"v": 2}',
    ],
)
def test_hostile_lines_are_refused(line: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(line)


@pytest.mark.parametrize(
    "data",
    [
        [1],
        {"l": 1},
        {"l": [1], "t": [2]},
        {},
        {"d": [[1]]},
        {"d": [[{"l": []}, 1]]},
        {"s": [{"l": []}]},
        {"b": "?"},
        {"b": "é"},
        {"i": "x"},
        {"i": 3},
        {"f": "1"},
        {"?": 1},
        {"s": [{"i": hex(n * (2**61 - 1))} for n in range(100)]},
    ],
)
def test_hostile_data_is_refused(data: object) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(data, _special)


def test_deep_data_is_refused() -> None:
    data: Any = {"l": []}
    for _ in range(500):
        data = {"l": [data]}
    with pytest.raises(wire.WireError):
        wire.decode(data, _special)


def test_a_large_message_is_refused() -> None:
    with pytest.raises(wire.WireError, match="too large"):
        wire.pack({"v": "x" * wire.LARGEST})
