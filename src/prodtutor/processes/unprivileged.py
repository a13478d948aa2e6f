"""Root gives its rights up: `python -I -S -B unprivileged.py USER_ID PATH… -- COMMAND…` runs COMMAND as another user.

The system limits the number of processes of every user but root, and whoever breaks out of a sandbox that root made is
root. So what judges strangers' programs must not be root.

The other user may not be allowed to reach what the command needs: a Python in root's home, say, which only root may
enter. Then the command gets a view of the file system of its own, in which each such folder is replaced by an empty one
with just the PATHs in it. Linux only. Needs nothing but the standard library.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

SCRIPT = Path(__file__)
_NEW_NAMESPACE = 0x20000
_PRIVATE, _BIND, _DEEP = 1 << 18, 1 << 12, 1 << 14
_OTHERS_MAY_ENTER = 0o001


def command_as(user: int, needed: Iterable[Path], command: Sequence[str]) -> list[str]:
    """The command line that runs `command` as the user with that number; `needed` are folders that it has to reach."""
    paths = sorted({os.path.realpath(path) for path in needed})
    return [os.path.realpath(sys.executable), "-I", "-S", "-B", str(SCRIPT), str(user), *paths, "--", *command]


def open_ways(needed: Sequence[str]) -> None:
    """Let everybody reach `needed` (real paths) who could read them if they could reach them. For this process only.

    Raises OSError when the system does not let us.
    """
    closed = [os.fspath(p) for path in needed for p in Path(path).parents if not os.stat(p).st_mode & _OTHERS_MAY_ENTER]
    tops = {path for path in closed if not any(_is_below(path, other) for other in closed)}
    if not tops:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    _must(libc.unshare(_NEW_NAMESPACE))
    _must(libc.mount(b"none", b"/", None, _DEEP | _PRIVATE, None))
    hidden = {path: os.open(path, os.O_PATH) for path in needed if any(_is_below(path, top) for top in tops)}
    for top in tops:
        _must(libc.mount(b"none", os.fsencode(top), b"tmpfs", 0, b"mode=0755,size=1m"))
    for path, descriptor in sorted(hidden.items()):
        os.makedirs(path, mode=0o755, exist_ok=True)
        source = f"/proc/self/fd/{descriptor}".encode()
        _must(libc.mount(source, os.fsencode(path), None, _BIND | _DEEP, None))
        os.close(descriptor)


def become(user: int) -> None:
    """Be the user (and the group) with that number, and nobody else, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _is_below(path: str, folder: str) -> bool:
    return path != folder and path.startswith(folder.rstrip("/") + "/")


def _must(status: int) -> None:
    if status:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def main(arguments: Sequence[str]) -> None:
    """Run the command; what stands in the way is said on standard error."""
    at = arguments.index("--")
    user, needed, command = int(arguments[0]), arguments[1:at], arguments[at + 1 :]
    try:
        os.umask(0o022)
        open_ways(needed)
        become(user)
        lacking = [path for path in needed if not os.access(path, os.R_OK | os.X_OK)]
    except OSError as error:
        sys.exit(f"the system does not let root become another user here ({error.strerror})")
    if lacking:
        sys.exit(f"nobody but root may read {lacking[0]}")
    os.execv(command[0], list(command))  # noqa: S606  (no shell is wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
