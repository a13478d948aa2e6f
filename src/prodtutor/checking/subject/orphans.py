"""Processes that ran away from their parent and came to the zygote, because it is pid 1 of its sandbox.

They hold no verdict: when nothing of the learner's is watched any more, or when there are too many, they are killed.
Those that have ended are waited for. The sandbox's end would end them all; this keeps them from eating its time.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Collection

_LOOK_EVERY_MS = 200
_MOST = 100


class Orphans:
    """Looks at the children of this process, which must be pid 1."""

    def look(self, known: Collection[int]) -> int | None:
        """Deal with children that are not `known`. In how many milliseconds to look again; None: no need to."""
        found = [pid for pid in _children() if pid not in known and not _reap(pid)]
        if not known and not found:
            return None
        if not known or len(found) > _MOST:
            self._end(known)
        return _LOOK_EVERY_MS

    def _end(self, known: Collection[int]) -> None:
        """Kill all processes here that do not descend from `known`."""
        _signal(-1, signal.SIGSTOP)  # all at once: nobody forks behind our back
        parents = _parents()
        family: set[int] = set(known)
        grown = True
        while grown:
            more = {pid for pid, parent in parents.items() if parent in family} - family
            family |= more
            grown = bool(more)
        for pid in parents:
            if pid != os.getpid() and pid not in family:
                _signal(pid, signal.SIGKILL)
        for pid in family:
            _signal(pid, signal.SIGCONT)
        for pid in _children():
            if pid not in known:
                _reap(pid)


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:  # it is gone
        return


def _reap(pid: int) -> bool:
    """Wait for a child if it is over; whether it was."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _parents() -> dict[int, int]:
    """All processes of this sandbox, and who is whose parent."""
    found: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as stat:
                    found[int(name)] = int(stat.read().rpartition(b")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
    return found


def _children() -> list[int]:
    try:
        with open("/proc/self/task/1/children", "rb") as listing:
            return [int(number) for number in listing.read().split()]
    except OSError:  # a kernel without it
        own = os.getpid()
        return [pid for pid, parent in _parents().items() if parent == own]
