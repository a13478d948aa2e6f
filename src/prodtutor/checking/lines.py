"""A service of ours that speaks JSON lines: started on first use, replaced when it has died, ended from any thread."""

from __future__ import annotations

import contextlib
import io
import queue
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from prodtutor.processes import Limits, Process, start

T = TypeVar("T")
_HANGING_UP_S = 5.0
"""How long a killed service's pipe may take to end: somebody else may hold it."""


class Died(Exception):
    """The service ended, was ended, or says what nobody can read. The next `start` makes a new one."""


class LineService(Generic[T]):
    """One process that reads requests from standard input and writes replies of the type T to standard output.

    One thread converses; any thread may `close`, and whoever converses then gets `Died`.
    """

    def __init__(
        self,
        command: Sequence[str],
        replies: msgspec.json.Decoder[T],
        *,
        cwd: Path,
        env: Mapping[str, str],
        limits: Limits | None = None,
    ) -> None:
        """Nothing is started yet. `limits` are what `over_limit` looks at."""
        self._command, self._decoder = tuple(command), replies
        self._cwd, self._env, self._limits = cwd, dict(env), limits
        self._process: Process | None = None
        self._listener: threading.Thread | None = None
        self._replies: queue.SimpleQueue[T | None] = queue.SimpleQueue()
        self._lock = threading.RLock()

    @property
    def pid(self) -> int | None:
        """The process that answers, None before the first `start` and after `close`."""
        process = self._process
        return process.pid if process else None

    def start(self) -> bool:
        """Start the process unless it runs; whether it had to be. Raises CannotJudge when it cannot be started."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return False
            self.close()
            process = start(self._command, cwd=self._cwd, env=self._env, limits=self._limits)
            # A queue of its own: what an earlier process said last must not be taken for an answer of this one.
            replies: queue.SimpleQueue[T | None] = queue.SimpleQueue()
            listening = (process, self._decoder, replies)
            listener = threading.Thread(target=_listen, args=listening, daemon=True, name=f"listen-{process.pid}")
            listener.start()
            self._process, self._replies, self._listener = process, replies, listener
            return True

    def send(self, message: msgspec.Struct) -> None:
        """Send one request. Raises Died."""
        process = self._process
        if process is None or process.stdin is None:
            raise Died("it was ended")
        line = memoryview(msgspec.json.encode(message) + b"\n")
        try:
            while line:
                line = line[process.stdin.write(line) :]
        except (OSError, ValueError) as error:
            raise Died(str(error)) from error

    def receive(self, timeout: float) -> T | None:
        """The next reply, or None when there is none after `timeout` seconds. Raises Died, from then on each time."""
        replies = self._replies
        try:
            reply = replies.get(timeout=timeout)
        except queue.Empty:
            return None
        if reply is None:
            replies.put(None)
            raise Died("it was killed or crashed")
        return reply

    def over_limit(self) -> str | None:
        """Name the limit that the process and its children are over right now, or None. Kills nothing."""
        process = self._process
        return process.over_limit() if process else None

    def close(self) -> None:
        """End the process with all that it started. Safe to call twice and from any thread."""
        with self._lock:
            process, self._process = self._process, None
            listener, self._listener = self._listener, None
        if process is None:
            return
        process.kill_tree()
        # The pipe must not be closed while somebody reads from it: its number would soon be that of another pipe, the
        # next service's perhaps, and what is read there would be lost.
        if listener is not None:
            listener.join(_HANGING_UP_S)
        if listener is None or not listener.is_alive():
            process.close()

    def __enter__(self) -> LineService[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _listen(process: Process, decoder: msgspec.json.Decoder[T], replies: queue.SimpleQueue[T | None]) -> None:
    with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError):
        if process.stdout is not None:
            with io.BufferedReader(process.stdout) as lines:  # type: ignore[type-var]
                for line in lines:
                    replies.put(decoder.decode(line))
    replies.put(None)
