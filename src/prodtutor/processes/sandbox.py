"""Sandboxes made by bubblewrap (`bwrap`), on Linux: namespaces of their own, nothing of the machine but what is named.

A process inside sees the system's programs and this Python, read-only; what its `View` names; folders of its own with
a limited size for `/tmp` and `/dev/shm`; its own `/proc` and a small `/dev`. It has no capability, no network but its
own loopback, no environment variable of ours, no file of anybody's home, and it ends when its first process ends.

When we are root, what is inside runs with root's id on the machine and no capability; inside it has another number.
The system does not limit the number of root's processes: that is watched from outside.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import select
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from prodtutor.errors import CannotJudge
from prodtutor.processes.limits import MEBIBYTE, Limits
from prodtutor.processes.run import run
from prodtutor.processes.start import DEVNULL, Process, start

_PATIENCE_S = 10.0
_TRY = Limits(wall_s=_PATIENCE_S)
_ISOLATED = (
    *("--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"),
    *("--cap-drop", "ALL", "--clearenv", "--hostname", "sandbox"),
)
_NO_INNER = "--disable-userns"
"""Forbids namespaces inside of namespaces, and with them file systems of any size. Newer versions know it."""
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin", "/nix/store", "/gnu/store")
_TABLES = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/alternatives")
_ID = 1000
"""The user and the group that a process has inside, whoever we are."""


@dataclass(frozen=True, slots=True)
class View:
    """What a sandboxed process sees beside the system and this Python. Keys are paths inside, values outside."""

    read_only: Mapping[Path, Path] = field(default_factory=dict)
    writable: Mapping[Path, Path] = field(default_factory=dict)
    room: Path | None = None
    """A folder that is empty at first, writable, and gone at the end."""
    room_bytes: int = 64 * MEBIBYTE
    """What fits into `room`."""
    temporary_bytes: int = 64 * MEBIBYTE
    """What fits into /tmp, and again into /dev/shm."""
    own_id: bool = False
    """Whether the process has our user's number inside too, so that it sees its files as its own."""
    home: Path = Path("/tmp")  # noqa: S108  (inside)
    """The home that the list of users names."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why there is no sandbox here."""

    why: str
    """A clause: `bubblewrap is not installed`."""
    mend: str = ""
    """A sentence: how to get one; empty where there is no way."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A bubblewrap that works here."""

    program: str
    options: tuple[str, ...] = ()
    """What only some versions know."""

    def start(
        self,
        command: Sequence[str],
        view: View,
        *,
        env: Mapping[str, str],
        cwd: Path = Path("/"),
        stdin: int | IO[bytes] | None = DEVNULL,
        stdout: int | IO[bytes] | None = DEVNULL,
        stderr: int | IO[bytes] | None = DEVNULL,
        pass_fds: Sequence[int] = (),
        limits: Limits | None = None,
        lasting: bool = False,
        first: bool = True,
    ) -> Boxed:
        """Start `command` in a sandbox of its own. Paths in it, `cwd` and `env` are meant inside.

        first: whether it is pid 1 there, which nobody inside can kill, and which has to wait for orphans; else a small
        process of bubblewrap's is. Everything ends when the *thread* that calls this ends: only a thread that lives as
        long as the sandbox should may start one. Starts no thread itself.
        Raises CannotJudge when bubblewrap cannot be started.
        """
        with contextlib.ExitStack() as theirs:
            info, their_info = os.pipe()
            theirs.callback(os.close, their_info)
            files = {}
            for name, text in _tables(view).items():
                files[name] = os.memfd_create(name)
                theirs.callback(os.close, files[name])
                os.write(files[name], text.encode())
                os.lseek(files[name], 0, os.SEEK_SET)
            options = [*_ISOLATED, *self.options, "--info-fd", str(their_info), *_names(view)]
            options += ["--as-pid-1"] if first else []
            options += _mounts(view, files)
            options += [word for name, value in env.items() for word in ("--setenv", name, value)]
            try:
                process = start(
                    [self.program, *options, "--chdir", str(cwd), "--", *command],
                    cwd=Path("/"),
                    env={},  # the environment of bwrap can be read inside, whatever it clears
                    stdin=stdin,
                    stdout=stdout,
                    stderr=stderr,
                    pass_fds=(their_info, *files.values(), *pass_fds),
                    limits=limits,
                    lasting=lasting,
                )
            except CannotJudge:
                os.close(info)
                raise
        return Boxed(process, info)


class Boxed:
    """A sandbox with what runs in it."""

    def __init__(self, process: Process, info: int) -> None:
        """process: bwrap itself. info: a descriptor on which it says who its child is."""
        self.process = process
        self._info = info
        self._pidfd = -1
        self._pid: int | None = None

    @property
    def pid(self) -> int | None:
        """The id, as we see it, of the sandbox's first process; None when it never came to that."""
        self._meet()
        return self._pid

    def close(self) -> None:
        """End everything inside, wait until it is gone, and forget it. Safe to call twice."""
        self._meet()
        if self._pidfd >= 0 and sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            # Killing bwrap instead would return at once, while what is inside lived on for a while. The first process
            # is over only when all the others are.
            poll = select.poll()
            poll.register(self._pidfd, select.POLLIN)
            poll.poll(_PATIENCE_S * 1000)
            self.process.wait(_PATIENCE_S)
            os.close(self._pidfd)
            self._pidfd = -1
        self.process.close()

    def _meet(self) -> None:
        """Read who the first process is; bwrap says so a few milliseconds after its start."""
        if self._info < 0:
            return
        told = bytearray()
        poll = select.poll()
        poll.register(self._info, select.POLLIN)
        while poll.poll(_PATIENCE_S * 1000) and (piece := os.read(self._info, 4096)):
            told += piece
        os.close(self._info)
        self._info = -1
        with contextlib.suppress(OSError, ValueError, LookupError):
            pid = int(json.loads(told)["child-pid"])
            pidfd = os.pidfd_open(pid)
            if _parent(pid) == self.process.pid:  # as long as that waits for it, the number means this child
                self._pid, self._pidfd = pid, pidfd
            else:
                os.close(pidfd)


@functools.cache
def find_sandbox() -> Sandbox | Unusable:
    """A sandbox that has been tried, or why there is none. Asked once in a process."""
    if not sys.platform.startswith("linux"):
        return Unusable("there are sandboxes on Linux only")
    program = shutil.which("bwrap", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/bin", "/usr/local/bin")))
    if program is None:
        return Unusable("bubblewrap is not installed", _INSTALL)
    return try_sandbox(program)


_INSTALL = "Install the package `bubblewrap` (apt, dnf, pacman and zypper know it by this name)."


def try_sandbox(program: str) -> Sandbox | Unusable:
    """Run this Python in a sandbox of the bubblewrap `program`, with all that a sandbox here has."""
    problem = ""
    for options in ((_NO_INNER,), ()):
        sandbox = Sandbox(program, options)
        problem = _attempt(sandbox)
        if not problem:
            return sandbox
    return Unusable(f"bubblewrap does not work here: {problem}", _mend(problem))


def _attempt(sandbox: Sandbox) -> str:
    """What is wrong with a sandbox; empty when nothing is."""
    view = View(room=Path("/work"))
    fine = "import os; print(os.getpid(), os.listdir('/work'))"
    files: dict[str, int] = {}
    command = [sandbox.program, *_ISOLATED, *sandbox.options, *_names(view), "--as-pid-1", *_mounts(view, files)]
    command += ["--chdir", "/", "--", base_interpreter(), "-I", "-S", "-c", fine]
    try:
        done = run(command, cwd=Path("/"), env={}, limits=_TRY)
    except CannotJudge as error:
        return error.message.rstrip(".")
    if done.limit:
        return "it did not answer in time"
    if done.status:
        words = done.err.decode("utf-8", "replace").strip().splitlines()
        return words[-1].rstrip(".") if words else f"it ended with status {done.status}"
    return "" if done.out == b"1 []\n" else "it did not start Python as it was told"


def _mend(problem: str) -> str:
    """How an administrator can let sandboxes be."""
    if _is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"):
        return (
            "AppArmor forbids it, as Ubuntu sets it up. Give bwrap a profile that allows it: "
            "`sudo apt install apparmor-profiles`, then "
            "`sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/`, then "
            "`sudo systemctl reload apparmor`."
        )
    if _is("/proc/sys/kernel/unprivileged_userns_clone", "0"):
        return "User namespaces are switched off. `sudo sysctl kernel.unprivileged_userns_clone=1` switches them on."
    if _is("/proc/sys/user/max_user_namespaces", "0"):
        return "User namespaces are switched off. `sudo sysctl user.max_user_namespaces=10000` switches them on."
    if "unknown option" in problem.lower():
        return "This bubblewrap is too old: version 0.5 or newer is needed."
    return "Inside a container, user namespaces are often forbidden; outside, they are usually allowed."


def _is(path: str, value: str) -> bool:
    try:
        return Path(path).read_text().strip() == value
    except OSError:
        return False


def base_interpreter() -> str:
    """The Python that we run on, without its virtual environment's launcher."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _names(view: View) -> list[str]:
    user, group = _ids(view)
    return ["--uid", str(user), "--gid", str(group)]


def _ids(view: View) -> tuple[int, int]:
    if view.own_id and sys.platform != "win32":
        return os.getuid(), os.getgid()
    return _ID, _ID


def _tables(view: View) -> dict[str, str]:
    """Small files that programs look into: who the user is, where `localhost` is."""
    user, group = _ids(view)
    return {
        "/etc/passwd": f"learner:x:{user}:{group}:learner:{view.home}:/bin/sh\n",
        "/etc/group": f"learner:x:{group}:\n",
        "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }


def _mounts(view: View, files: Mapping[str, int]) -> list[str]:
    """The options that make up what is seen inside, in their order. `files`: names and descriptors of their content."""
    size = ["--size", str(view.temporary_bytes)]
    # Root may write to /proc/sys even without a capability: its owner is who we are.
    options = ["--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    options += [*size, "--tmpfs", "/dev/shm"]  # noqa: S108
    options += [*size, "--perms", "1777", "--tmpfs", "/tmp"]  # noqa: S108
    if view.room is not None:
        options += ["--size", str(view.room_bytes), "--perms", "0700", "--tmpfs", str(view.room)]
    for name in _SYSTEM:
        if os.path.islink(name):
            options += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            options += ["--ro-bind", name, name]
    options += ["--perms", "0755", "--dir", "/etc"]
    for name in _TABLES:
        if os.path.exists(name):
            options += ["--ro-bind", os.path.realpath(name), name]
    for name, descriptor in files.items():
        options += ["--perms", "0444", "--file", str(descriptor), name]
    seen = [Path("/usr")]
    for prefix in _python():
        if not any(prefix.is_relative_to(known) for known in seen):
            options += ["--ro-bind", str(prefix), str(prefix)]
            seen.append(prefix)
    for kind, paths in (("--bind", view.writable), ("--ro-bind", view.read_only)):
        for inside, outside in paths.items():
            options += [kind, str(outside), str(inside)]
    return [*options, "--remount-ro", "/"]


def _python() -> list[Path]:
    """The folders that this Python, without any virtual environment, consists of."""
    program = base_interpreter()
    own = {
        os.path.abspath(sys.base_prefix),
        os.path.abspath(sys.base_exec_prefix),
        os.path.dirname(os.path.dirname(os.path.abspath(program))),
        os.path.dirname(os.path.dirname(os.path.realpath(program))),
    }
    return sorted(Path(folder) for folder in own if folder != "/")


def _parent(pid: int) -> int:
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return int(stat.read().rpartition(b")")[2].split()[1])
