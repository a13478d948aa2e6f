"""Turns an exception into plain data for the wire: names, text, causes, and the learner's frames."""

from __future__ import annotations

import os
import traceback
from types import TracebackType
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
PROBE = "<probe>"
CALLERS = frozenset({"call_target", "whole"})
"""Our functions that call the learner's."""

_TEXT = 20_000
_TRACEBACK = 20_000
_FRAMES = 40
_CHAIN = 8


def describe(error: BaseException, root: str, put: Any, phase: str) -> dict[str, Any]:
    """Return the data of `error`. phase: `import`, `name`, `signature`, `judge` or `code` (where it was raised).

    put: `Shelf.put`, so that the judge can ask for more through a handle.
    """
    data = _describe(error, root, put, frozenset())
    data["phase"] = phase
    return data


def _describe(error: BaseException, root: str, put: Any, seen: frozenset[int]) -> dict[str, Any]:
    seen |= {id(error)}
    handle = put(error)
    frames = _frames(error, root)
    return {
        "h": handle,
        "mro": [put_name(kind) for kind in type(error).__mro__][:50],
        "text": text_of(error),
        "cause": _linked(error.__cause__, root, put, seen),
        "context": _linked(error.__context__, root, put, seen),
        "suppress": bool(error.__suppress_context__),
        "frames": [[f.filename, f.lineno or 0, f.name, f.line or ""] for f, own in frames if own][-_FRAMES:],
        "tb": _format(error, [frame for frame, _ in frames]),
    }


def _linked(error: BaseException | None, root: str, put: Any, seen: frozenset[int]) -> dict[str, Any] | None:
    if error is None or id(error) in seen or len(seen) >= _CHAIN:
        return None
    return _describe(error, root, put, seen)


def put_name(kind: type) -> str:
    try:
        return f"{kind.__module__}:{kind.__qualname__}"
    except Exception:  # noqa: BLE001  (a metaclass may do anything)
        return "?"


def text_of(error: BaseException) -> str:
    """`str(error)`, shortened; says so when that itself fails."""
    try:
        return str.__str__(str(error))[:_TEXT]
    except BaseException as failure:  # noqa: BLE001
        return f"(its text cannot be shown: {put_name(type(failure))})"


def is_signature(error: BaseException) -> bool:
    """Whether a TypeError came from the call itself: no frame of the called code was ever entered."""
    if type(error) is not TypeError or error.__traceback__ is None:
        return False
    step: TracebackType = error.__traceback__
    while step.tb_next is not None:
        step = step.tb_next
    code = step.tb_frame.f_code
    return code.co_name in CALLERS and code.co_filename.startswith(HERE)


def _frames(error: BaseException, root: str) -> list[tuple[traceback.FrameSummary, bool]]:
    """The frames from the learner's first one on, without ours and the probes'; file names relative to `root`."""
    try:
        every = traceback.extract_tb(error.__traceback__, limit=-300)
    except BaseException:  # noqa: BLE001  (no memory, recursion)
        return []
    found: list[tuple[traceback.FrameSummary, bool]] = []
    for frame in every:
        name = frame.filename
        if name.startswith((HERE, "<frozen importlib")) or name == PROBE:
            continue
        own = name.startswith(root + os.sep)
        if own:
            name = name[len(root) + 1 :].replace(os.sep, "/")
        if own or found:
            summary = traceback.FrameSummary(name, frame.lineno, frame.name, lookup_line=False, line=frame.line)
            found.append((summary, own))
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(root + os.sep):
        name = error.filename[len(root) + 1 :].replace(os.sep, "/")
        line = str(error.text or "").strip("\n")
        found.append((traceback.FrameSummary(name, error.lineno, "<module>", lookup_line=False, line=line), True))
    return found


def _format(error: BaseException, frames: list[traceback.FrameSummary]) -> str:
    try:
        lines = traceback.StackSummary.from_list(frames).format() if frames else []
        head = ["Traceback (most recent call last):\n"] if frames else []
        return "".join([*head, *lines, *traceback.format_exception_only(error)])[-_TRACEBACK:]
    except BaseException:  # noqa: BLE001  (an exception whose own methods fail)
        return ""
