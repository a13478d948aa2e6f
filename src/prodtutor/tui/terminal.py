"""The terminal that the screens are drawn on, which may go away at any moment."""

from __future__ import annotations

import sys
from typing import Any, TextIO, cast

from textual.driver import Driver

Drivers = type[Driver]


class Enduring:
    """A terminal's file. When the terminal is gone, what is written to it is lost, and that is no error."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """As a file does."""
        try:
            return self._file.write(text)
        except (OSError, ValueError):  # ValueError: it was closed
            return len(text)

    def flush(self) -> None:
        """As a file does."""
        try:
            self._file.flush()
        except (OSError, ValueError):
            return

    def fileno(self) -> int:
        """As a file does."""
        return self._file.fileno()


def enduring(chosen: Drivers) -> Drivers:
    """The driver `chosen`, but if it is Textual's for a Unix terminal: one that outlives its terminal.

    There a thread does the writing. It would end with the first error, and the application would wait for ever as soon
    as it had written a few pieces more: nobody would save, and end, what is open.
    """
    if sys.platform == "win32":
        return chosen
    from textual.drivers.linux_driver import LinuxDriver

    if chosen is not LinuxDriver:
        return chosen

    class EnduringDriver(LinuxDriver):
        """Writes to a file that never fails."""

        def start_application_mode(self) -> None:
            """Begin, or begin again after a stop."""
            if not isinstance(self._file, Enduring):
                self._file = cast("Any", Enduring(cast("TextIO", self._file)))
            if self._writer_thread is not None:  # a SIGCONT without a stop before it, as at a hang-up
                self._writer_thread.stop()
            super().start_application_mode()  # type: ignore[no-untyped-call]

    return EnduringDriver
