"""The judge's end of the zygote: a process that forks workers and programs in a few milliseconds. Linux only.

One zygote serves one run of the checks. It is started ahead, outside of or in a sandbox, waited for, used by the judge
and by copies of it (`os.fork`), and ended. It is not replaced: when it dies in the middle, whoever uses it gets
`ZygoteLost`, because how the children ended cannot be known any more; the run is lost, and another one may be made.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

from prodtutor import processes
from prodtutor.checkkit.host import FLAGS, LAUNCH, compile_subject, interpreter
from prodtutor.errors import CannotJudge
from prodtutor.processes import Bounds, Boxed, Limits, Process, Sandbox, View, ZygoteLost
from prodtutor.processes.forked import STATUS, ForkedChild, host_pid
from prodtutor.processes.large import IN_A_FILE, LARGEST_MESSAGE, in_memory

__all__ = ["ForkServer", "ZygoteLost", "can_fork"]

Kind = Literal["worker", "program"]
ROOM = Path("/work")
"""Where the subjects' folders are, as a sandboxed process sees them."""
_OURS = Path("/tutor")
"""Where a sandboxed process finds the subject's modules and the libraries."""
_ROOM_BYTES = 256 << 20
_MOST_TASKS = 400
"""Processes and threads of all subjects together. Each has a lower limit, which is watched."""
_PATIENCE_S = 20.0
"""A zygote that has not answered after so long has been stopped."""
_LARGEST_LIST = 1 << 16
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}


def can_fork() -> bool:
    """Whether this system can have a fork server: Linux with pidfds. (A fork without exec is not safe on macOS.)"""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class ForkServer:
    """One zygote. Any thread may ask, and any copy of this process that was made after `wait_ready`.

    A copy asks as we do (each request is one message, and has a line of its own for what comes of it), and never
    closes it. None of this starts a thread.
    """

    def __init__(
        self,
        libraries: Path | None = None,
        modules: Sequence[str] = (),
        *,
        sandbox: Sandbox | None = None,
        wanted: Iterable[str] | None = None,
    ) -> None:
        """libraries: a folder of third-party packages, which is all that a sandboxed process sees of them; `modules` of
        it are held ready like the standard library.

        sandbox: where the zygote lives, and with it all that it makes; None: outside, with limits only. wanted: modules
        of the standard library that programs will import (see `imports`): holding all ready that many programs import,
        as None says, makes the start of a zygote several times as slow. Any other module can be imported just as well.
        """
        self.sandbox = sandbox
        self.isolation: Literal["bwrap", "limits"] = "bwrap" if sandbox else "limits"
        self.launch = LAUNCH if sandbox is None else _OURS / "subject" / LAUNCH.name
        """The subject's launcher, as the learner's processes see it."""
        self.libraries = libraries
        """The folder of the libraries, as the learner's processes see it."""
        if sandbox is not None and libraries is not None:
            self.libraries = _OURS / "libraries"
        self._view = View(
            read_only={_OURS / "subject": LAUNCH.parent, **({_OURS / "libraries": libraries} if libraries else {})},
            room=ROOM,
            room_bytes=_ROOM_BYTES,
        )
        self._modules = [str(self.libraries), *modules] if libraries and modules else []
        self._wanted = "" if wanted is None else ",".join(["-", *sorted(wanted)])
        self._process: Process | Boxed | None = None
        self._control: socket.socket | None = None
        self._names: frozenset[str] | None = None
        self._bounds: Bounds | None = None
        self._room = -1
        self._closed = not can_fork()

    @property
    def pid(self) -> int | None:
        """The zygote's process id, as we see it; None while there is none."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the zygote; it gets ready in the background. Does nothing when it was started already.

        A sandbox ends with the thread that does this.
        """
        if self._closed or self._process is not None:
            return
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        near.settimeout(_PATIENCE_S)
        with far:
            room = str(ROOM) if self.sandbox else ""
            command = [interpreter(), *FLAGS, str(self.launch), "zygote", str(far.fileno()), room]
            command += [self._wanted, *self._modules]
            compile_subject()
            try:
                if self.sandbox is not None:
                    self._process = self.sandbox.start(
                        command, self._view, env=_ENVIRONMENT, pass_fds=(far.fileno(),), lasting=True
                    )
                else:
                    self._process = processes.start(
                        command,
                        cwd=Path("/"),
                        env=_ENVIRONMENT,
                        stdin=processes.DEVNULL,
                        stdout=processes.DEVNULL,
                        pass_fds=(far.fileno(),),
                        lasting=True,
                    )
            except CannotJudge:  # `wait_ready` says so
                near.close()
                self._closed = True
                return
        self._control = near

    def wait_ready(self, timeout: float = 60.0) -> bool:
        """Start the zygote if need be, and wait until children can be forked; False when that cannot be.

        Must have returned True before this process is copied.
        """
        self.start()
        if self._names is not None or self._closed or self._control is None:
            return self._names is not None and not self._closed
        if not _readable(self._control, timeout):
            return False
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, _LARGEST_LIST, 1, socket.MSG_CMSG_CLOEXEC)
            names = json.loads(data)
            if self.sandbox is not None:
                (self._room,) = descriptors
        except (OSError, ValueError):  # it has died
            self.close()
            return False
        self._names = frozenset(names)
        if self.pid is not None:
            self._bounds = Bounds(self.pid, _MOST_TASKS)
        return True

    def names(self) -> frozenset[str] | None:
        """The modules that the zygote holds ready, top-level names; None while it is not ready, and when it is gone."""
        if self._names is None and not self.wait_ready(0):
            return None
        return self._names if self._control is not None and not _hung_up(self._control) else None

    @property
    def was_ready(self) -> bool:
        """Whether the zygote has been ready once: from then on, nothing else starts the learner's processes."""
        return self._names is not None

    @property
    def room(self) -> int:
        """A descriptor of the folder `ROOM` in the sandbox. Raises ZygoteLost when there is none (any more)."""
        if self._room < 0:
            raise ZygoteLost("was not ready")
        return self._room

    def fork(
        self,
        kind: Kind,
        config: Mapping[str, object],
        argv: Sequence[str],
        *,
        command: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        limits: Limits,
        unbuffered: bool = False,
        stderr: bool = True,
        look_in: Sequence[Path] = (),
    ) -> tuple[Process, ForkedChild]:
        """Make a child that runs the learner's code.

        command: the command line that would start it; it is executed if a file below `look_in` has the name of a
        module that the zygote holds ready, or if `env` has what is read only when a process starts. stderr: whether it
        gets a pipe for that. Paths are as the child sees them.
        Raises ZygoteLost when the zygote is gone, CannotJudge when it cannot make another process.
        """
        request = {
            "kind": kind,
            "config": config,
            "argv": list(argv),
            "command": list(command),
            "cwd": str(cwd),
            "env": dict(env),
            "unbuffered": unbuffered,
            "look_in": [str(folder) for folder in look_in],
        }
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            stdin, write = _pipe(theirs, ours, reading=False)
            stdout, read = _pipe(theirs, ours)
            if stderr:
                errors, read_errors = _pipe(theirs, ours)
            else:
                errors, read_errors = os.open(os.devnull, os.O_WRONLY), None
                theirs.callback(os.close, errors)
            report = self._ask(json.dumps(request).encode(), [stdin, stdout, errors], ours)
            theirs.close()
            pid, pidfd, failed = _made(report, ours)
            if self.sandbox is not None:
                pid = host_pid(pidfd)
            child = ForkedChild(pid, pidfd, report, write, read, read_errors)
            child.failed = failed
            process = processes.take_over(child, limits)
            ours.pop_all()
        return process, child

    def listen(self) -> socket.socket:
        """A listening socket on 127.0.0.1 that the children can reach. Raises ZygoteLost."""
        with contextlib.ExitStack() as ours:
            report = self._ask(b"listen", [], ours)
            data, descriptor = _receive(report)
            if descriptor < 0:
                raise CannotJudge("No server could be started", data[1:].decode("utf-8", "replace"), "Check again.")
            return socket.socket(fileno=descriptor)

    def close(self) -> None:
        """End the zygote and everything it made, and wait for that. Nothing can be forked afterwards."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            process.close()
        if self._bounds is not None:
            self._bounds.close()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._room >= 0:
            os.close(self._room)
            self._room = -1

    def _ask(self, message: bytes, descriptors: list[int], ours: contextlib.ExitStack) -> socket.socket:
        """Send a request with a line for what comes of it; our end of that line."""
        if self._control is None:
            raise ZygoteLost
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.enter_context(near)
        near.settimeout(_PATIENCE_S)
        with far, contextlib.ExitStack() as sent:
            descriptors = [far.fileno(), *descriptors]
            if len(message) > LARGEST_MESSAGE:
                descriptors.append(sent.enter_context(in_memory(message)))
                message = IN_A_FILE
            try:
                socket.send_fds(self._control, [message], descriptors)
            except OSError as error:
                raise ZygoteLost from error
        return near


def _pipe(theirs: contextlib.ExitStack, ours: contextlib.ExitStack, *, reading: bool = True) -> tuple[int, IO[bytes]]:
    """A pipe: the descriptor that the child gets, and our end, from which we read (or to which we write)."""
    read, write = os.pipe()
    mine, other = (read, write) if reading else (write, read)
    theirs.callback(os.close, other)
    return other, ours.enter_context(os.fdopen(mine, "rb" if reading else "wb", buffering=0))


def _made(report: socket.socket, ours: contextlib.ExitStack) -> tuple[int, int, str]:
    """The id that the new child has for the zygote, its pidfd, and why it failed already, if it has."""
    failed = ""
    while True:
        try:
            data, descriptor = _receive(report)
        except ZygoteLost:
            if failed:
                raise CannotJudge(
                    "A program did not start", f"No process could be made for it: {failed}.", "Check again."
                ) from None
            raise
        if data[:1] == b"f":
            failed = data[1:].decode("utf-8", "replace") or "no reason was given"
        elif descriptor >= 0 and len(data) == STATUS.size:
            ours.callback(os.close, descriptor)
            return STATUS.unpack(data)[1], descriptor, failed


def _receive(report: socket.socket) -> tuple[bytes, int]:
    """One message from the zygote, with the descriptor that came along (-1: none)."""
    try:
        data, descriptors, _, _ = socket.recv_fds(report, 1024, 1, socket.MSG_CMSG_CLOEXEC)
    except OSError as error:
        raise ZygoteLost("has stopped") from error
    if not data:
        raise ZygoteLost
    return data, descriptors[0] if descriptors else -1


def _readable(line: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _hung_up(line: socket.socket) -> bool:
    poll = select.poll()
    poll.register(line, 0)
    return bool(poll.poll(0))
