"""A line that moves while something takes longer than a second: only on a terminal, never with --plain."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

from prodtutor.cli.paper import can_print, clean, is_terminal
from prodtutor.settings import Settings

BEGIN_S = 1.0
"""Seconds of silence before the line appears."""
TURN_S = 0.12
"""Seconds between two turns."""


class Waiting:
    """A context in which `Checking … 2 s` turns on standard error. `say` changes the words."""

    def __init__(self, settings: Settings, words: str) -> None:
        self._words = words
        self._shown = False
        self._over = threading.Event()
        wanted = not settings.plain and not settings.no_color and is_terminal(sys.stderr)
        self._thread = threading.Thread(target=self._turn, daemon=True) if wanted else None
        self._frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" if can_print(sys.stderr, "⠋") else "|/-\\"

    def say(self, words: str) -> None:
        """Show `words` from the next turn on."""
        self._words = clean(words)

    def __enter__(self) -> Waiting:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            if self._shown:
                self._put("\r\x1b[K")

    def _turn(self) -> None:
        began = time.monotonic()
        if self._over.wait(BEGIN_S):
            return
        self._shown = True
        turn = 0
        while not self._over.wait(TURN_S):
            turn += 1
            frame = self._frames[turn % len(self._frames)]
            self._put(f"\r\x1b[K{frame} {self._words} {time.monotonic() - began:.0f} s")

    @staticmethod
    def _put(text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except (OSError, ValueError):
            pass
