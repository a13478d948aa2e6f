"""Processes that ran away from their parent: adopt them, so that they can be found and ended.

On Linux a process may become the *subreaper*: orphans among its descendants are handed to it and not to pid 1. The
judge does that. A daemon that forked twice and opened a session of its own survives a kill of its group, not this.
"""

from __future__ import annotations

import ctypes
import os
import sys

from prodtutor.processes.descendants import children, descendants
from prodtutor.processes.start import live_processes
from prodtutor.processes.system import system

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans(wanted: bool = True) -> bool:
    """Make this process the adoptive parent of its descendants' orphans. False where the system has no such thing.

    `wanted` is False to end that.
    """
    if sys.platform != "linux":
        return False
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        return int(libc.prctl(_PR_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False


def end_strays() -> int:
    """Kill every child of this process that it did not start itself, with all its descendants; return how many.

    Only for a process that called `adopt_orphans` and starts children through this room alone.
    """
    ended = 0
    for _ in range(100):
        strays = [pid for pid in children(os.getpid()) if pid not in live_processes(lasting=True)]
        if not strays:
            break
        for stray in strays:
            family = [stray, *descendants(stray)]
            for pid in family:
                system.stop(pid)
            for pid in family:
                system.kill(pid)
            system.reap(stray)
            ended += 1
    return ended
