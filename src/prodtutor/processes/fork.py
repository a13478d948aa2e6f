"""A copy of this process that does one piece of work, answers with bytes, and is gone.

The copy has everything imported that we have, and what it does leaves no trace in us. Not on Windows.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

_MOST_DESCRIPTORS = 4096


def can_fork() -> bool:
    """Whether this system can copy a process."""
    return sys.platform != "win32" and hasattr(os, "fork")


@dataclass
class ForkedWork:
    """One copy at work. `descriptor` is readable when there is something of the answer, or its end."""

    pid: int
    descriptor: int
    answer: bytearray = field(default_factory=bytearray)

    def read(self) -> bool:
        """Take what has come of the answer; False when that was its end."""
        piece = os.read(self.descriptor, 1 << 16)
        self.answer += piece
        return bool(piece)

    def end(self) -> int:
        """Kill the copy if it still runs and forget it; the exit status (negative: the signal that ended it)."""
        if sys.platform == "win32":
            raise RuntimeError("nothing is forked on Windows")
        os.close(self.descriptor)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def fork_work(work: Callable[[], bytes], *, at_most_s: int) -> ForkedWork:
    """Do `work` in a copy of this process, which must have one thread only.

    The copy has none of our open files; the system ends it after `at_most_s` seconds, even when we are gone by then.
    """
    if sys.platform == "win32":
        raise RuntimeError("nothing can be forked on Windows")
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return ForkedWork(pid, ours)
    try:
        signal.alarm(at_most_s)
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        os.closerange(3, theirs)
        os.closerange(theirs + 1, _MOST_DESCRIPTORS)
        view = memoryview(work())
        while view:
            view = view[os.write(theirs, view) :]
    finally:
        os._exit(0)
