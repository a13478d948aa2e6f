"""A child of a fork server, as the one who asked for it sees it. Linux only: it is watched through a pidfd.

The server reports the exit status on a socket and keeps the child's id taken until that socket is closed. When the
server dies, its children live on; the kernel gives them to us if we adopt orphans (`strays`), and we wait for them.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import sys
import threading
import time
from typing import IO

from prodtutor.processes.start import Process

STATUS = struct.Struct("=ci")
_SLICE_S = 0.5
_REPORT_S = 2.0
"""How long after a child's end its status may take to come; a server that is slower has been stopped."""


class ForkedChild:
    """Waits for one child. Any thread may ask."""

    def __init__(
        self,
        pid: int,
        pidfd: int,
        report: socket.socket,
        server: Process,
        stdin: IO[bytes] | None,
        stdout: IO[bytes] | None,
        stderr: IO[bytes] | None,
    ) -> None:
        self.pid = pid
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.lost = False
        """The server died and somebody else got the child: it is over, but its status is not known."""
        self._pidfd, self._report, self._server = pidfd, report, server
        self._orphaned = False
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
            if not self._orphaned:
                poll.register(self._report, select.POLLIN)
        poll.poll(seconds * 1000)

    def _look(self) -> int | None:
        if self._status is not None or self._pidfd < 0:
            return self._status
        if not self._orphaned:
            self._read_report(0)
        if self._status is None and _is_readable(self._pidfd):
            if not self._orphaned:
                self._read_report(_REPORT_S)
            if self._status is None and not self._orphaned:
                self._server.kill_alone()  # it was stopped: by the child, most likely
                self._orphaned = True
            if self._status is None:
                self._reap()
        return self._status

    def _read_report(self, seconds: float) -> None:
        """Look for the status without taking it: other threads want to see it too."""
        if not _is_readable(self._report.fileno(), seconds):
            return
        try:
            data = self._report.recv(STATUS.size, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:
            data = b""
        if len(data) == STATUS.size:
            self._status = STATUS.unpack(data)[1]
        else:
            self._server.kill_alone()  # it is dying: when it is gone, its children have been handed over
            self._orphaned = True

    def _reap(self) -> None:
        if sys.platform == "win32":
            return
        try:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        except ChildProcessError:
            self.lost = True
            self._status = -9


def _is_readable(descriptor: int, seconds: float = 0) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
