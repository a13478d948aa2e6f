"""Bounds on a family of processes that are watched from outside, for the case that the watcher comes too late.

Ten thousand processes leave no time to whoever counts them. Linux only, and each where it is possible: the kernel ends
the family before others when memory runs out, and, when we are root (whose processes `RLIMIT_NPROC` does not count), a
control group of the kernel's refuses more than a number of them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_FIRST_TO_GO = "1000"
_OLD_S = 60


class Bounds:
    """The bounds of a process and of all that it will start. Its own children of before are not bound."""

    def __init__(self, pid: int, tasks: int, groups: Path = _GROUPS) -> None:
        """tasks: how many processes and threads there may be together."""
        self._group: Path | None = None
        if sys.platform != "linux":
            return
        with contextlib.suppress(OSError):
            Path(f"/proc/{pid}/oom_score_adj").write_text(_FIRST_TO_GO)
        if os.getuid() == 0:
            self._group = _new_group(groups, pid, tasks)

    @property
    def counted(self) -> bool:
        """Whether the kernel counts the tasks."""
        return self._group is not None

    def close(self) -> None:
        """Forget the control group, when all processes in it are gone. Safe to call twice."""
        group, self._group = self._group, None
        if group is not None:
            with contextlib.suppress(OSError):
                group.rmdir()


def _new_group(groups: Path, pid: int, tasks: int) -> Path | None:
    for parent in _parents(groups):
        _sweep(parent)
        group = parent / f"prodtutor-{secrets.token_hex(6)}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            for name, value in (("pids.max", tasks), ("cgroup.procs", pid)):
                with open(group / name, "r+") as file:  # never made by us: it is there if this is a control group
                    file.write(str(value))
        except OSError:
            with contextlib.suppress(OSError):
                group.rmdir()
            continue
        return group
    return None


def _sweep(parent: Path) -> None:
    """Remove the empty groups of judges that were killed."""
    for left in parent.glob("prodtutor-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLD_S:
                left.rmdir()  # refused while a process is in it


def _parents(groups: Path) -> list[Path]:
    """Where a control group that counts tasks may be made: beside us in version 1, below us in version 2."""
    found: list[Path] = []
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if "pids" in controllers.split(","):
                found.append(groups / "pids" / path.lstrip("/"))
            elif not controllers:
                found += [groups / path.lstrip("/"), groups / "unified" / path.lstrip("/")]
    return found
