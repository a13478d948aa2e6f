"""The wire between judge and subject: lines of tagged JSON. Both ends use this file.

Only values of exact built-in types cross: None, bool, int, float, str, bytes, list, tuple, set, frozenset, dict.
Everything else stays where it lives; the caller's `stay` says what is written in its place, and the caller's
`special` makes something of it at the other end. Nothing is ever evaluated, imported or unpickled here.

Plain JSON carries None, bool, str, finite floats and ints of common size. An object with one key is a tag: l list,
t tuple, s set, z frozenset, d dict (as pairs), b bytes (base64), u str with surrogates (base64), i long int
(hexadecimal), f float that JSON has no word for. All other tags belong to the caller.
"""

from __future__ import annotations

import binascii
import json
import math
from collections.abc import Callable
from typing import Any

LARGEST = 8 * 1024 * 1024
"""The longest line, in bytes, that either end accepts."""
DEEPEST = 100
"""Containers nested deeper than this are not sent by value."""
MOST_KEYS = 200_000
"""The most members of one set, or keys of one dict, that cross by value."""

Stay = Callable[[object], Any]
Special = Callable[[str, Any], Any]

_PLAIN = frozenset({type(None), bool})
_LONG_INT_BITS = 256
_SAME_HASH = 32
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class WireError(ValueError):
    """A value that cannot cross, or bytes that are not what this wire carries. The text says why in plain words."""


def encode(value: object, stay: Stay) -> Any:
    """Return `value` as JSON data; `stay(object)` gives the data for whatever cannot cross by value."""
    return _encode(value, stay, 0)


def _encode(value: Any, stay: Stay, depth: int) -> Any:  # noqa: C901  (one branch for each type that crosses)
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is str:
        return value if value.isascii() else _wide(value)
    if kind is int:
        return value if value.bit_length() <= _LONG_INT_BITS else {"i": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"f": str(value)}
    if kind is bytes:
        return {"b": _base64(value)}
    if depth >= DEEPEST:
        return stay(value)
    depth += 1
    if kind is list:
        return {"l": [_encode(item, stay, depth) for item in value]}
    if kind is tuple:
        return {"t": [_encode(item, stay, depth) for item in value]}
    if kind in (dict, set, frozenset) and len(value) > MOST_KEYS:
        return stay(value)
    if kind is dict:
        return {"d": [[_encode(key, stay, depth), _encode(item, stay, depth)] for key, item in value.items()]}
    if kind is set:
        return {"s": [_encode(item, stay, depth) for item in value]}
    if kind is frozenset:
        return {"z": [_encode(item, stay, depth) for item in value]}
    return stay(value)


def _base64(data: bytes) -> str:
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def _wide(text: str) -> Any:
    """Text with surrogates in it must not pass as JSON, which makes one character of two halves."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return {"u": _base64(text.encode("utf-8", "surrogatepass"))}
    return text


def decode(data: object, special: Special) -> Any:
    """Return the value that `data` stands for; `special(tag, content)` is asked about the caller's own tags.

    Raises WireError for anything that `encode` does not write; `special` raises it for what it does not know.
    """
    try:
        return _decode(data, special, 0)
    except WireError:
        raise
    except (TypeError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        raise WireError(f"a value is malformed ({type(error).__name__})") from None


def _decode(data: Any, special: Special, depth: int) -> Any:  # noqa: C901  (one branch per tag)
    kind = type(data)
    if kind is str or kind in _PLAIN or kind is int or kind is float:
        return data
    if kind is not dict or len(data) != 1:
        raise WireError("a value has no tag")
    if depth > DEEPEST:
        raise WireError("values are nested too deeply")
    depth += 1
    ((tag, content),) = data.items()
    if tag == "l":
        return _items(content, special, depth)
    if tag == "t":
        return tuple(_items(content, special, depth))
    if tag == "s":
        return set(_distinct(_items(content, special, depth)))
    if tag == "z":
        return frozenset(_distinct(_items(content, special, depth)))
    if tag == "d":
        return _pairs(content, special, depth)
    if tag == "b":
        return binascii.a2b_base64(_text(content), strict_mode=True)
    if tag == "u":
        return binascii.a2b_base64(_text(content), strict_mode=True).decode("utf-8", "surrogatepass")
    if tag == "i":
        return int(_text(content), 16)
    if tag == "f":
        if (found := _FLOATS.get(_text(content))) is None:
            raise WireError("a float is malformed")
        return found
    return special(tag, content)


def _text(content: object) -> str:
    if type(content) is not str:
        raise WireError("a value does not fit its tag")
    return content


def _items(content: object, special: Special, depth: int) -> list[Any]:
    if type(content) is not list:
        raise WireError("a value does not fit its tag")
    return [_decode(item, special, depth) for item in content]


def _pairs(content: object, special: Special, depth: int) -> dict[Any, Any]:
    if type(content) is not list or not all(type(pair) is list and len(pair) == 2 for pair in content):
        raise WireError("a dict is malformed")
    keys = _distinct([_decode(pair[0], special, depth) for pair in content])
    return dict(zip(keys, [_decode(pair[1], special, depth) for pair in content], strict=True))


def _distinct(keys: list[Any]) -> list[Any]:
    """Refuse keys that would make a hash table crawl: ints can be chosen so that all of them collide."""
    if len(keys) > MOST_KEYS:
        raise WireError("a set or a dict is too large")
    if len(keys) > _SAME_HASH:
        hashes = sorted(map(hash, keys))
        for early, late in zip(hashes, hashes[_SAME_HASH:], strict=False):
            if early == late:
                raise WireError("a set or a dict has colliding keys")
    return keys


def _refuse(word: str) -> float:
    raise WireError(f"{word} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_refuse)
_encoder = json.JSONEncoder(ensure_ascii=True, allow_nan=False, check_circular=False, separators=(",", ":"))


def pack(message: dict[str, Any]) -> bytes:
    """Return one message as a line. Raises WireError when it is larger than `LARGEST`."""
    line = _encoder.encode(message).encode("ascii") + b"\n"
    if len(line) > LARGEST:
        raise WireError(f"a message of {len(line)} bytes is too large: {LARGEST} cross at most")
    return line


def unpack(line: bytes) -> dict[str, Any]:
    """Return the message in one line (without its newline). Raises WireError for anything but one JSON object."""
    try:
        message = _decoder.decode(line.decode("ascii"))
    except WireError:
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        raise WireError(f"a line is not a message ({type(error).__name__})") from None
    if type(message) is not dict:
        raise WireError("a line is not a message")
    return message
