"""Run a command to its end, within limits, and leave nothing of it behind."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

from prodtutor.processes.alone import Completed, attend_alone
from prodtutor.processes.limits import Limits
from prodtutor.processes.patience import Patience
from prodtutor.processes.start import PIPE, Process, start
from prodtutor.processes.system import system

Stream = Literal["out", "err"]

_LOOK_EVERY_S = 0.05
_CHUNK = 1 << 16


class _Drain(threading.Thread):
    """Reads a pipe to its end, keeps the first `cap` bytes and says when there are more."""

    def __init__(self, pipe: IO[bytes], stream: Stream, cap: int, on_output: OnOutput | None, full: Callable[[], None]):
        super().__init__(daemon=True, name=f"drain {stream}")
        self.kept = bytearray()
        self.over = threading.Event()
        """Set when the program is gone: what is in the pipe then is all that counts, whoever else holds it."""
        self._pipe, self._stream, self._cap, self._on_output, self._full = pipe, stream, cap, on_output, full

    def run(self) -> None:
        for chunk in chunks(self._pipe, self.over):
            room = self._cap - len(self.kept)
            if room > 0:
                self.kept += chunk[:room]
                if self._on_output:
                    self._on_output(self._stream, chunk[:room])
            if len(chunk) > room:
                self._full()


def chunks(pipe: IO[bytes], over: threading.Event) -> Iterator[bytes]:
    """What comes through a pipe, to its end; when `over` is set, only what is in it already.

    A process that has left its parent's session may hold the pipe open for ever. (Windows cannot tell what is in a
    pipe: there it is read to its end.)
    """
    with contextlib.suppress(OSError, ValueError):  # closed by whoever ended the run
        while True:
            last = over.is_set()
            if system.is_readable(pipe.fileno(), 0 if last else _LOOK_EVERY_S):
                if not (chunk := pipe.read(_CHUNK)):
                    return
                yield chunk
            elif last:
                return


OnOutput = Callable[[Stream, bytes], None]


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    stdin: bytes | IO[bytes] | None = b"",
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
    on_output: OnOutput | None = None,
    own_session: bool = True,
) -> Completed:
    """Run `command` and return when it and all its descendants are gone.

    stdin: bytes to feed, an open file, or None to share ours. on_output: called from a reader thread with each piece
    as it comes (at most `limits.output_bytes` of each stream). A set `cancel` kills the run within 50 ms.
    own_session is False for a program that reads from the learner's terminal.
    Raises CannotJudge when the program cannot be started.
    """
    limits = limits or Limits()
    process = start(
        command,
        cwd=cwd,
        env=env,
        limits=limits,
        stdin=PIPE if isinstance(stdin, bytes) else stdin,
        stderr=PIPE,
        own_session=own_session,
    )
    return attend(process, limits, stdin=stdin, cancel=cancel, on_output=on_output)


def attend(
    process: Process,
    limits: Limits,
    *,
    stdin: bytes | IO[bytes] | None = b"",
    cancel: threading.Event | None = None,
    on_output: OnOutput | None = None,
) -> Completed:
    """See a process to its end that was started with pipes for stdout and stderr; the rest is as in `run`."""
    if process.lines and on_output is None and (stdin is None or isinstance(stdin, bytes)):
        return attend_alone(process, limits, stdin or b"", cancel)
    wake = threading.Event()
    too_much = threading.Event()

    def full() -> None:
        too_much.set()
        wake.set()

    with process:
        out = _Drain(_pipe(process.stdout), "out", limits.output_bytes, on_output, full)
        err = _Drain(_pipe(process.stderr), "err", limits.output_bytes, on_output, full)
        waiter = threading.Thread(target=_wait, args=(process, wake), daemon=True, name="wait")
        for thread in (out, err, waiter):
            thread.start()
        if isinstance(stdin, bytes):
            threading.Thread(target=_feed, args=(process, stdin), daemon=True, name="feed").start()
        cancelled = _watch(process, limits, wake, too_much, cancel)
        waiter.join()
        process.kill_tree()  # what it left behind still holds the pipes
        for drain in (out, err):
            drain.over.set()
            drain.join(timeout=2.0)
        if too_much.is_set() and process.limit is None:
            process.limit = "output_bytes"
    return Completed(process.poll() or 0, bytes(out.kept), bytes(err.kept), process.limit, cancelled)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the process was started without this pipe")
    return pipe


def _wait(process: Process, wake: threading.Event) -> None:
    process.wait()
    wake.set()


def _feed(process: Process, data: bytes) -> None:
    pipe = _pipe(process.stdin)
    with contextlib.suppress(OSError, ValueError):  # the program may end without reading
        view = memoryview(data)
        while view:
            view = view[pipe.write(view) or 0 :]
    with contextlib.suppress(OSError, ValueError):
        pipe.close()


def _watch(
    process: Process,
    limits: Limits,
    wake: threading.Event,
    too_much: threading.Event,
    cancel: threading.Event | None,
) -> bool:
    """Wait for the end; kill the tree at a limit or a cancellation. Return whether it was cancelled."""
    patience = Patience(limits.wall_s, process.pid)
    while not wake.wait(_LOOK_EVERY_S):
        if cancel is not None and cancel.is_set():
            process.kill_tree()
            return True
        if patience.is_over():
            process.kill_tree("wall_s")
        elif limit := process.over_limit():
            process.kill_tree(limit)
    if too_much.is_set():
        process.kill_tree("output_bytes")
    return False
