"""The source of probes: functions of a check that run in the subject."""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from prodtutor.checkkit.errors import CheckMistake


def keep_ready(*probes: Callable[..., Any]) -> None:
    """Read the source of these probes now, so that no run has to. For modules of checks, when they are imported."""
    for function in probes:
        source_of(function)


@functools.cache
def source_of(function: Callable[..., Any]) -> tuple[str, str]:
    """The source of a probe, and its name. Raises CheckMistake when it is no probe."""
    code = getattr(function, "__code__", None)
    if code is None or function.__name__ == "<lambda>":
        raise CheckMistake("a probe must be a function written with `def`")
    if code.co_freevars:
        raise CheckMistake(f"the probe {function.__name__} uses {code.co_freevars[0]} from around it: pass it in")
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except OSError:
        raise CheckMistake(f"the source of the probe {function.__name__} cannot be read") from None
    return source, function.__name__
