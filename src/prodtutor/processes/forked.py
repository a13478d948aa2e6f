"""A child of a fork server, as the one who asked for it sees it. Linux only: it is watched through a pidfd.

The server reports the exit status on a socket and keeps the child's id taken until that socket is closed. When the
server is gone, nobody can know how the child ended: it is killed, and `lost` says why.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import struct
import sys
import threading
import time
from typing import IO

from prodtutor.errors import CannotJudge

STATUS = struct.Struct("=ci")
_SLICE_S = 0.5
_REPORT_S = 2.0
"""How long after a child's end its status may take to come; a server that is slower has been stopped."""
_KILLED = -9


class ZygoteLost(CannotJudge):
    """The process that starts the learner's programs is gone: this run of the checks is lost, another one need not be.

    Nothing that was seen in such a run counts.
    """

    def __init__(self, why: str = "") -> None:
        super().__init__(
            "A program's end was not seen",
            f"The process that starts your programs {why or 'was ended'}, and with it went what is known of their end.",
            "Check again. Does a program of yours kill its parent process?",
        )


class ForkedChild:
    """Waits for one child. Any thread may ask."""

    def __init__(
        self,
        pid: int,
        pidfd: int,
        report: socket.socket,
        stdin: IO[bytes] | None,
        stdout: IO[bytes] | None,
        stderr: IO[bytes] | None,
    ) -> None:
        """pid: the child's id as this process sees it."""
        self.pid = pid
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.lost = ""
        """Why its exit status is not known, for a `ZygoteLost`; empty when it is, or while the child runs."""
        self.failed = ""
        """Why the child never came to the learner's code; empty when it did."""
        self._pidfd, self._report = pidfd, report
        self._status: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """The exit status when it is over (negative: the signal that ended it), else None."""
        with self._lock:
            return self._look()

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait up to `timeout` seconds; the exit status, or None when it still runs."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            left = _SLICE_S if deadline is None else deadline - time.monotonic()
            if left <= 0:
                return None
            self._doze(min(left, _SLICE_S))
        return status

    @property
    def lines(self) -> tuple[int, ...]:
        """Descriptors of which one is readable when there may be news of the end."""
        return (self._pidfd, self._report.fileno()) if self._pidfd >= 0 else ()

    def release(self) -> None:
        """Let the server forget the child, which it kills if it still runs."""
        with self._lock:
            if self._pidfd >= 0:
                self._report.close()
                os.close(self._pidfd)
                self._pidfd = -1

    def _doze(self, seconds: float) -> None:
        """Wait until there may be something to see."""
        poll = select.poll()
        with self._lock:
            if self._status is not None or self._pidfd < 0:
                return
            poll.register(self._pidfd, select.POLLIN)
            poll.register(self._report, select.POLLIN)
        poll.poll(seconds * 1000)

    def _look(self) -> int | None:
        if self._status is None and self._pidfd >= 0:
            self._read_report(0)
            if self._status is None and _is_readable(self._pidfd):
                self._read_report(_REPORT_S)
                if self._status is None:
                    self._lose("has stopped")
        return self._status

    def _read_report(self, seconds: float) -> None:
        """Look for the status without taking it: other threads want to see it too."""
        while self._status is None and _is_readable(self._report.fileno(), seconds):
            try:
                data = self._report.recv(1024, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                if data[:1] == b"f":  # from the child itself; its status is to follow
                    self._report.recv(1024, socket.MSG_DONTWAIT)
                    self.failed = data[1:].decode("utf-8", "replace") or "no reason was given"
                    continue
            except OSError:
                data = b""
            if len(data) == STATUS.size and data[:1] == b"s":
                self._status = STATUS.unpack(data)[1]
            else:
                self._lose("was ended")

    def _lose(self, why: str) -> None:
        if sys.platform == "win32":
            return
        self.lost = why
        self._status = _KILLED
        try:
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        except ProcessLookupError:
            return


def host_pid(pidfd: int) -> int:
    """The id that a process has for us, however it is called in a namespace of its own; -1 when it is gone."""
    with open(f"/proc/self/fdinfo/{pidfd}", "rb") as info:
        return next((int(line.split()[1]) for line in info if line.startswith(b"Pid:")), -1)


def _is_readable(descriptor: int, seconds: float = 0) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
