"""The judge's own process: `python -I -B -m prodtutor.checking.judge.service [--spawn]`.

Requests come on standard input, replies go out on standard output, one JSON object a line. It keeps pytest and the
lesson's checks imported from run to run, which it may, because nothing of a learner's is ever imported here. When
standard input ends, the tutor is gone: everything that was started is killed and the process ends. With `--spawn`,
each process of the learner's is a new interpreter; else they are forked where that is possible.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import queue
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import msgspec

from prodtutor.checking.judge.messages import Cancel, End, Ready, Reply, Request, RunChecks
from prodtutor.checking.judge.recorder import Recorder
from prodtutor.processes import Limits, adopt_orphans, end_all, end_strays

_PLUGIN = "prodtutor.checkkit.plugin"  # by name: this room stands above checkkit and knows nothing of it
_OFF = (
    "cacheprovider",
    "doctest",
    "junitxml",
    "pastebin",
    "stepwise",
    "setuponly",
    "setupplan",
    "faulthandler",
    "unraisableexception",
    "threadexception",
    "legacypath",
    "logging",
    "debugging",
    "warnings",
)
"""Plugins of pytest's own that a run of the checks does not need, or that would write files."""


class _Kit(Protocol):
    """What the judge needs of checkkit's pytest plugin."""

    def configure(
        self,
        stage: Path,
        original: Mapping[str, bytes],
        scratch: Path,
        libraries: Path | None = None,
        limits: Limits | None = None,
        cancel: threading.Event | None = None,
        server: Any = None,
    ) -> object: ...

    def fork_server(self) -> Any: ...

    def hurry(self) -> None: ...


class Service:
    """Reads requests on one thread and runs them on another."""

    def __init__(self, requests: Any, replies: Any, *, spawn: bool = False) -> None:
        """spawn: start the learner's processes as new interpreters, rather than fork them."""
        self._requests, self._replies = requests, replies
        self._waiting: queue.SimpleQueue[RunChecks | None] = queue.SimpleQueue()
        self._recorder: Recorder | None = None
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()
        self._kit: _Kit = importlib.import_module(_PLUGIN)
        self._forks = None if spawn else self._kit.fork_server()
        self._overtaken = threading.Event()
        self._encoder = msgspec.json.Encoder()

    def serve(self) -> None:
        threading.Thread(target=self._read, daemon=True, name="requests").start()
        self._send(Ready())
        while (request := self._waiting.get()) is not None:
            self._run(request)

    def _read(self) -> None:
        decoder = msgspec.json.Decoder(Request)
        with contextlib.suppress(OSError, ValueError):
            for line in self._requests:
                message = decoder.decode(line)
                if isinstance(message, RunChecks):
                    self._waiting.put(message)
                elif isinstance(message, Cancel):
                    self._cancel(message.id)
        # The tutor is gone. A run may be in the middle of a call: do not wait for it.
        with contextlib.suppress(Exception):
            end_all(lasting=True)
            end_strays()
        os._exit(0)

    def _cancel(self, run: str) -> None:
        with self._lock:
            self._cancelled.add(run)
            if self._recorder is not None and self._recorder.run == run:
                self._recorder.cancel()
                end_all()

    def _send(self, reply: Reply) -> None:
        self._replies.write(self._encoder.encode(reply) + b"\n")
        self._replies.flush()

    def _run(self, request: RunChecks) -> None:
        import pytest

        recorder = Recorder(request.id, request.first, self._send, self._kit.hurry)
        with self._lock:
            if request.id in self._cancelled:
                self._send(End(request.id, 0, "cancelled"))
                return
            self._recorder = recorder
            self._overtaken = threading.Event()
            self._kit.configure(
                stage=Path(request.code),
                original=_files(Path(request.original)),
                scratch=Path(request.scratch),
                libraries=Path(request.libraries) if request.libraries else None,
                cancel=self._overtaken,
                server=self._forks,
            )
        checks = Path(request.checks)
        arguments = ["--import-mode=importlib", "--capture=fd", "--tb=short", "-q", "--no-header", "--no-summary"]
        arguments += ["-c", os.devnull, f"--rootdir={checks}", f"--basetemp={request.scratch}/pytest"]
        arguments += [word for name in _OFF for word in ("-p", f"no:{name}")]
        arguments += ["-p", _PLUGIN, str(checks)]
        complaints = io.StringIO()
        try:
            with contextlib.redirect_stderr(complaints):
                status = int(pytest.main(arguments, plugins=[recorder]))
        finally:
            with self._lock:
                self._recorder = None
            end_strays()
        problem = recorder.problem
        if status not in (0, 1) and not recorder.stopped and not problem:
            problem = f"pytest did not run the checks: {complaints.getvalue().strip()[:600]}"
        self._send(End(request.id, status, recorder.stopped, problem))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    """Run until standard input ends."""
    adopt_orphans()
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, sys.stdout.fileno())  # what a check prints must not look like a reply
    os.close(null)
    Service(sys.stdin.buffer, replies, spawn="--spawn" in sys.argv[1:]).serve()


if __name__ == "__main__":
    main()
