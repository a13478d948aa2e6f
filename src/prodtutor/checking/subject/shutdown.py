"""Ends a forked program's process when all has happened that can be noticed, and spares the rest.

At its end an interpreter waits for threads, runs `atexit`, flushes, and tears down all modules: objects are deleted,
files closed. Then it frees its own memory, which in a forked process means to copy most of it first. So the real end
goes its way until the learner's modules are gone, and there the process ends.
"""

from __future__ import annotations

import atexit
import os
import sys
from types import ModuleType
from typing import Any

from .preloaded import Finder


class _Gate:
    """Lies in `sys`, whose content is deleted when all other modules are gone."""

    def __init__(self, status: int) -> None:
        self._status, self._exit = status, os._exit
        self._streams = [stream for stream in (sys.__stdout__, sys.__stderr__) if stream is not None]

    def __del__(self) -> None:
        try:
            for stream in self._streams:
                if not stream.closed:
                    stream.flush()
        except Exception:  # noqa: BLE001  (a closed pipe: the interpreter has a word and a status for that)
            return
        self._exit(self._status)


def prepare(program: ModuleType, finder: Finder) -> None:
    """Make this process end early; only where its exit status is certain by then."""
    known: list[int] = []

    def last(*_: Any) -> None:
        if known:
            finder.hide_again()
            sys._prodtutor = _Gate(known[-1])  # type: ignore[attr-defined]

    program.at_end = known.append  # type: ignore[attr-defined]
    atexit.register(last)  # the first one registered is the last one called
