"""Starting and killing on Linux and macOS. `windows` is the twin."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from typing import Any


def start_options() -> dict[str, Any]:
    """Options of `subprocess.Popen` that put the new process into a session of its own."""
    return {"start_new_session": True, "close_fds": True}


def kill_group(pid: int) -> None:
    """Kill the process group that the process `pid` leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def interrupt_group(pid: int) -> None:
    """Send what Ctrl-C sends to the process group that `pid` leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGINT)


def kill(pid: int) -> None:
    """Kill one process; it may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def stop(pid: int) -> None:
    """Freeze one process, so that it cannot fork while its relatives are being killed."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGSTOP)


def stop_group(pid: int) -> None:
    """Freeze the process group that the process `pid` leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGSTOP)


def resume_group(pid: int) -> None:
    """Let a frozen process group go on."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGCONT)


def resume(pid: int) -> None:
    """Let a frozen process go on."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGCONT)


def reap(pid: int) -> None:
    """Collect the status of a killed child that nobody else waits for."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def is_readable(descriptor: int, seconds: float) -> bool:
    """Wait up to `seconds` until a pipe has something to read, or its end has come."""
    poll = select.poll()  # select() fails on descriptors above 1023
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
