"""Starting and killing on Windows. `posix` is the twin; both have the same functions."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from typing import Any

import psutil


def start_options() -> dict[str, Any]:
    """Options of `subprocess.Popen` that put the new process into a group of its own, without a console window."""
    flags: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return {"creationflags": flags, "close_fds": True}


def kill_group(pid: int) -> None:
    """Windows has no groups to kill: descendants are killed one by one."""


def interrupt_group(pid: int) -> None:
    """Send Ctrl-Break, the only interrupt that a process group receives on Windows."""
    with contextlib.suppress(psutil.Error, OSError, ValueError):
        psutil.Process(pid).send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM))


def kill(pid: int) -> None:
    """Kill one process; it may be gone already."""
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).kill()


def stop(pid: int) -> None:
    """Freeze one process, so that it cannot start others while its relatives are being killed."""
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).suspend()


def stop_group(pid: int) -> None:
    """Windows has no groups to freeze."""


def resume_group(pid: int) -> None:
    """Windows has no groups to let go on."""


def resume(pid: int) -> None:
    """Let a frozen process go on."""
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).resume()


def reap(pid: int) -> None:
    """Windows keeps no zombies."""


def is_readable(descriptor: int, seconds: float) -> bool:  # noqa: ARG001  (the twin has use for them)
    """A pipe cannot be asked on Windows: whoever reads will wait."""
    return True
