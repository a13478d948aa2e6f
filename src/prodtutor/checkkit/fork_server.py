"""The judge's end of the zygote: a process that forks workers and programs in a few milliseconds. Linux only.

Whatever goes wrong here means that one process is started in the slow way; never that a verdict is wrong. A child
waits for our word before it touches the learner's code, so a request that failed has done nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

from prodtutor import processes
from prodtutor.checkkit.host import FLAGS, LAUNCH, interpreter
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, Process
from prodtutor.processes.forked import STATUS, ForkedChild

Kind = Literal["worker", "program"]
_PATIENCE_S = 5.0
"""A zygote that has not answered after so long has been stopped."""
_LARGEST_LIST = 1 << 16
_GIVE_UP = 3
"""After so many zygotes that died before they were ready, there is no point in trying."""
_READ_AT_START = ("LANG", "LANGUAGE", "TZ", "LC_", "LD_", "GLIBC_", "MALLOC_", "OPENSSL_")
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
    """One zygote, replaced when it dies. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Process | None = None
        self._control: socket.socket | None = None
        self._names: frozenset[str] | None = None
        self._died_early = 0
        self._closed = not can_fork()

    @property
    def pid(self) -> int | None:
        """The zygote's process id, when there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the zygote if there is none; it gets ready in the background."""
        with self._lock:
            self._start()

    def wait_ready(self, timeout: float = 10.0) -> bool:
        """Wait until children can be forked; False when that is not so after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not self._closed and (left := deadline - time.monotonic()) > 0:
            with self._lock:
                self._start()
                if self._is_ready(left):
                    return True
        return False

    def names(self) -> frozenset[str] | None:
        """The modules that the zygote holds ready, top-level names; None while it cannot be used."""
        with self._lock:
            if self._closed:
                return None
            self._start()
            return self._names if self._is_ready(0) else None

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
    ) -> tuple[Process, ForkedChild] | None:
        """Make a child that runs the learner's code; None when it must be started in another way.

        command: the command line that would start it. stderr: whether it gets a pipe for that.
        """
        if not _same_start(env) or not cwd.is_dir():
            return None
        request = {
            "kind": kind,
            "config": config,
            "argv": list(argv),
            "command": list(command),
            "cwd": str(cwd),
            "env": dict(env),
            "unbuffered": unbuffered,
        }
        with contextlib.ExitStack() as ours, contextlib.ExitStack() as theirs:
            stdin, write = _pipe(theirs, ours, reading=False)
            stdout, read = _pipe(theirs, ours)
            if stderr:
                errors, read_errors = _pipe(theirs, ours)
            else:
                errors, read_errors = os.open(os.devnull, os.O_WRONLY), None
                theirs.callback(os.close, errors)
            report, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            ours.enter_context(report)
            theirs.enter_context(far)
            server = self._send(json.dumps(request).encode(), [stdin, stdout, errors, far.fileno()])
            theirs.close()
            if server is None:
                return None
            made = _handshake(report, ours)
            if made is None:
                self._replace(server)
                return None
            child = ForkedChild(*made, report, server, write, read, read_errors)
            process = processes.take_over(child, limits)
            ours.pop_all()
        with contextlib.suppress(OSError):
            report.send(b"g")
        return process, child

    def close(self) -> None:
        """End the zygote and everything it made. Nothing can be forked afterwards."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.close()
            self._drop()

    # -- the zygote ----------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._closed or (self._process is not None and self._process.poll() is None):
            return
        if self._process is not None:
            self._died_early = 0 if self._names is not None else self._died_early + 1
            self._drop()
            if self._died_early >= _GIVE_UP:
                self._closed = True
                return
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        near.settimeout(_PATIENCE_S)
        with far:
            try:
                self._process = processes.start(
                    [interpreter(), *FLAGS, str(LAUNCH), "zygote", str(far.fileno())],
                    cwd=Path("/"),
                    env=_ENVIRONMENT,
                    stdin=processes.DEVNULL,
                    stdout=processes.DEVNULL,
                    pass_fds=(far.fileno(),),
                    lasting=True,
                )
            except CannotJudge:  # whoever spawns will say so
                near.close()
                return
        self._control = near

    def _drop(self) -> None:
        if self._control is not None:
            self._control.close()
        self._process, self._control, self._names = None, None, None

    def _is_ready(self, seconds: float) -> bool:
        """Whether the zygote has said that it is ready; wait up to `seconds` for it to say so."""
        if self._names is None and self._control is not None:
            poll = select.poll()
            poll.register(self._control, select.POLLIN)
            if poll.poll(seconds * 1000):
                with contextlib.suppress(OSError, ValueError):
                    self._names = frozenset(json.loads(self._control.recv(_LARGEST_LIST)))
                if self._names is None and self._process is not None:
                    self._process.kill_alone()  # it has hung up
        return self._names is not None

    def _send(self, request: bytes, descriptors: list[int]) -> Process | None:
        """Send a request; the process that it went to, or None when it went nowhere."""
        with self._lock:
            if self._closed or self._control is None or self._process is None or not self._is_ready(0):
                return None
            try:
                socket.send_fds(self._control, [request], descriptors)
            except OSError as error:
                if error.errno not in _TOO_LARGE:
                    self._process.kill_alone()
                    self._start()
                return None
            return self._process

    def _replace(self, server: Process) -> None:
        with self._lock:
            server.kill_alone()
            self._start()


_TOO_LARGE = frozenset({90, 105})
"""EMSGSIZE and ENOBUFS on Linux: this request is too large for one message; the next one need not be."""


def _pipe(theirs: contextlib.ExitStack, ours: contextlib.ExitStack, *, reading: bool = True) -> tuple[int, IO[bytes]]:
    """A pipe: the descriptor that the child gets, and our end, from which we read (or to which we write)."""
    read, write = os.pipe()
    mine, other = (read, write) if reading else (write, read)
    theirs.callback(os.close, other)
    return other, ours.enter_context(os.fdopen(mine, "rb" if reading else "wb", buffering=0))


def _handshake(report: socket.socket, ours: contextlib.ExitStack) -> tuple[int, int] | None:
    """Wait until the child is there and ready: its id and its pidfd, or None."""
    made: tuple[int, int] | None = None
    ready = False
    report.settimeout(_PATIENCE_S)
    while made is None or not ready:
        try:
            data, descriptors, _, _ = socket.recv_fds(report, STATUS.size, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError:
            return None
        for descriptor in descriptors:
            ours.callback(os.close, descriptor)
        if data[:1] == b"p" and len(data) == STATUS.size and len(descriptors) == 1:
            made = STATUS.unpack(data)[1], descriptors[0]
        elif data == b"r":
            ready = True
        else:  # it failed, or the zygote died
            return None
    report.settimeout(None)
    return made


def _same_start(env: Mapping[str, str]) -> bool:
    """Whether all that the system's libraries read once, at a process's start, is as the zygote has it."""
    known = {name: value for name, value in env.items() if name.startswith(_READ_AT_START)}
    return known == {name: value for name, value in _ENVIRONMENT.items() if name.startswith(_READ_AT_START)}
