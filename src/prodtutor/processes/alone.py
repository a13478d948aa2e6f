"""Sees a forked child to its end on the thread that asks: threads for its pipes would cost more than a small program.

`run.attend` is the twin for all other processes, and for whoever wants to see the output as it comes.
"""

from __future__ import annotations

import os
import select
import threading
import time
from dataclasses import dataclass
from typing import IO

from prodtutor.processes.limits import Limits
from prodtutor.processes.patience import Patience
from prodtutor.processes.start import Process

_LOOK_EVERY_S = 0.05
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Completed:
    """How a run ended."""

    status: int
    """The exit status; negative is the signal that ended it."""
    out: bytes
    err: bytes
    limit: str | None = None
    """The field of `Limits` that was hit, or None."""
    cancelled: bool = False


def attend_alone(process: Process, limits: Limits, stdin: bytes, cancel: threading.Event | None) -> Completed:
    """As `run.attend`, for a process with `lines`, and without threads."""
    with process:
        return _Attendance(process, limits, stdin, cancel).to_the_end()


class _Attendance:
    def __init__(self, process: Process, limits: Limits, stdin: bytes, cancel: threading.Event | None) -> None:
        self._process, self._limits, self._cancel = process, limits, cancel
        self._left = memoryview(stdin)
        self._kept = {stream.fileno(): bytearray() for stream in (process.stdout, process.stderr) if stream is not None}
        self._names = tuple(self._kept)
        self._too_much = False
        self._poll = select.poll()
        for descriptor in self._kept:
            os.set_blocking(descriptor, False)
        for descriptor in (*self._kept, *process.lines):
            self._poll.register(descriptor, select.POLLIN)
        self._stdin: IO[bytes] | None = process.stdin
        if self._stdin is not None and self._left:
            os.set_blocking(self._stdin.fileno(), False)
            self._poll.register(self._stdin, select.POLLOUT)
        else:
            self._hang_up()

    def to_the_end(self) -> Completed:
        process, cancelled = self._process, False
        patience = Patience(self._limits.wall_s, process.pid)
        look = time.monotonic() + _LOOK_EVERY_S
        while process.poll() is None:
            for descriptor, _ in self._poll.poll(max(0.0, look - time.monotonic()) * 1000):
                self._serve(descriptor)
            now = time.monotonic()
            if self._too_much:
                process.kill_tree("output_bytes")
            elif now >= look and patience.is_over():
                process.kill_tree("wall_s")
            elif now >= look:
                look = now + _LOOK_EVERY_S
                if self._cancel is not None and self._cancel.is_set():
                    cancelled = True
                    process.kill_tree()
                elif limit := process.over_limit():
                    process.kill_tree(limit)
        process.kill_tree()  # what it left behind still holds the pipes
        for descriptor in self._names:
            while self._read(descriptor):
                pass
        if self._too_much and process.limit is None:
            process.limit = "output_bytes"
        out, err = (*(bytes(data) for data in self._kept.values()), b"")[:2]
        return Completed(process.poll() or 0, out, err, process.limit, cancelled)

    def _serve(self, descriptor: int) -> None:
        if descriptor in self._kept:
            if self._read(descriptor) is False:
                self._poll.unregister(descriptor)
        elif self._stdin is not None and descriptor == self._stdin.fileno():
            self._write()

    def _read(self, descriptor: int) -> bool | None:
        """Take a piece, and keep what `limits` allows; whether more may come; None when there is nothing now."""
        try:
            piece = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return None
        kept = self._kept[descriptor]
        room = self._limits.output_bytes - len(kept)
        kept += piece[:room]
        self._too_much = self._too_much or len(piece) > room
        return bool(piece) and not self._too_much

    def _write(self) -> None:
        if self._stdin is None:
            return
        try:
            self._left = self._left[os.write(self._stdin.fileno(), self._left) :]
        except BlockingIOError:
            return
        except OSError:  # the program may end without reading
            self._left = memoryview(b"")
        if not self._left:
            self._poll.unregister(self._stdin)
            self._hang_up()

    def _hang_up(self) -> None:
        if self._stdin is not None:
            self._stdin.close()
            self._stdin = None
