"""A limit of time that is fair on a busy machine: what a process waited for a processor is not held against it.

A program that gives no answer because it hangs and one that never gets its turn look the same to a clock. Linux counts
for each thread how long it was ready to run and did not (`/proc/PID/task/TID/schedstat`, the second number, in
nanoseconds: Documentation/scheduler/sched-stats.rst). Elsewhere the clock alone decides.
"""

from __future__ import annotations

import os
import time

from prodtutor.processes.descendants import descendants

_MOST = 5.0
"""So many times the limit may be added, whatever else the machine does."""
_NS = 1e9


class Patience:
    """Time that one process has, from now on."""

    def __init__(self, seconds: float, pid: int | None) -> None:
        """pid: the process, as we see it, that is waited for; None: the clock alone decides."""
        self._seconds, self._pid = seconds, pid
        self._deadline = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until it is worth asking whether it is over; 0 when that is now."""
        return max(0.0, self._deadline - time.monotonic())

    def is_over(self) -> bool:
        """Whether the process has had its time."""
        late = time.monotonic() - self._deadline
        if late < 0:
            return False
        if self._pid is None or late >= self._seconds * _MOST:
            return True
        return late >= max(queued_s(pid) for pid in (self._pid, *descendants(self._pid)))


def queued_s(pid: int) -> float:
    """Seconds that a thread of the process has been ready to run, and did not: of all its threads, the longest.

    0 where the system does not tell, or the process is gone.
    """
    longest = 0
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return 0.0
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", "rb") as file:
                longest = max(longest, int(file.read().split()[1]))
        except (OSError, LookupError, ValueError):
            continue
    return longest / _NS
