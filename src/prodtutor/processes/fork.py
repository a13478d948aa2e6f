"""A copy of this process that does one piece of work, tells of it in bytes, and is gone.

The copy has everything imported that we have, and what it does leaves no trace in us. Not on Windows.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

_MOST_DESCRIPTORS = 4096
_PR_SET_PDEATHSIG = 1
Write = Callable[[bytes], None]
"""Tells the process that forked us something."""


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

    def lines(self) -> list[bytes]:
        """Take the whole lines of the answer that have come so far."""
        *whole, rest = self.answer.split(b"\n")
        self.answer = bytearray(rest)
        return [bytes(line) for line in whole]

    def end(self) -> int:
        """Kill the copy if it still runs and forget it; the exit status (negative: the signal that ended it)."""
        if sys.platform == "win32":
            raise RuntimeError("nothing is forked on Windows")
        os.close(self.descriptor)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def wait(self) -> int:
        """Forget the copy, whose answer is at its end, when it is over; the exit status as in `end`."""
        if sys.platform == "win32":
            raise RuntimeError("nothing is forked on Windows")
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def fork_work(work: Callable[[Write], None], *, at_most_s: int, keep: Collection[int] | None = ()) -> ForkedWork:
    """Do `work` in a copy of this process, which must have one thread only.

    The copy has none of our open files but those in `keep` (all, when None). It ends with status 1 when `work` raises.
    The system ends it after `at_most_s` seconds, and, on Linux, when we end.
    """
    if sys.platform == "win32":
        raise RuntimeError("nothing can be forked on Windows")
    ours, theirs = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        os.close(theirs)
        return ForkedWork(pid, ours)
    status = 1
    try:
        _end_with(parent)
        signal.alarm(at_most_s)
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        if keep is not None:
            _close_all_but({theirs, *keep})

        def write(data: bytes) -> None:
            view = memoryview(data)
            while view:
                view = view[os.write(theirs, view) :]

        work(write)
        status = 0
    finally:
        os._exit(status)


def _end_with(parent: int) -> None:
    """Have the system kill us when our parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def _close_all_but(kept: set[int]) -> None:
    first = 3
    for descriptor in sorted(kept):
        os.closerange(first, descriptor)
        first = max(first, descriptor + 1)
    os.closerange(first, _MOST_DESCRIPTORS)
