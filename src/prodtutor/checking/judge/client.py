"""The tutor's end of the judge: start it, ask it, and do without it when it dies."""

from __future__ import annotations

import contextlib
import io
import queue
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import msgspec

from prodtutor.checking.judge.messages import Answer, Cancel, Case, Collected, End, Ready, Reply, Request, RunChecks
from prodtutor.checking.stage import Stage
from prodtutor.checking.types import TypeChecker
from prodtutor.errors import CannotJudge
from prodtutor.processes import Process, bare_environment, start

_SILENCE_S = 60.0
"""A judge that says nothing for so long is taken for dead: every check has a shorter limit of its own."""
_LOOK_EVERY_S = 0.05


class _Died(Exception):
    """The judge's process ended, or went silent, in the middle of a run."""


class Judge:
    """One warm judge process, started on first use, replaced when it dies. One run at a time; safe to share."""

    def __init__(self, *, spawn: bool = False) -> None:
        """spawn: start each of the learner's processes as a new interpreter, also where forking would be possible."""
        self._spawn = spawn
        self._process: Process | None = None
        self._replies: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._seen: dict[Path, str] = {}
        self.types = TypeChecker()
        """The warm mypy, which is started and ended with the judge."""

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the judge, the warm mypy and all that they started. Safe to call twice; the next run starts anew."""
        self._end()
        self.types.close()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def warm_up(self) -> None:
        """Start the judge now, so that the first run need not wait for it."""
        with self._lock, contextlib.suppress(CannotJudge):
            self._started()

    def run(
        self,
        stage: Stage,
        checks: Path,
        digest: str,
        libraries: Path | None,
        *,
        first: Iterable[str] = (),
        on_case: Callable[[Case, dict[str, int]], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> Answer:
        """Run the checks in `checks` (whose lesson has `digest`) against the stage and return what came of them.

        `first` names the test functions to run before the others; `on_case` hears each case as it ends, with the
        number of cases expected of each function. A judge that dies is replaced and asked once more; when that one
        dies too, CannotJudge is raised.
        """
        with self._lock:
            if self._seen.get(checks, digest) != digest:
                self._end()  # check modules stay imported: an edited lesson needs a new judge
                self._seen.clear()
            self._seen[checks] = digest
            for last in (False, True):
                request = RunChecks(
                    id=secrets.token_hex(8),
                    checks=str(checks.absolute()),
                    code=str(stage.code),
                    original=str(stage.original),
                    scratch=str(stage.scratch),
                    libraries=str(libraries) if libraries else None,
                    first=tuple(first),
                )
                try:
                    return self._ask(request, on_case, cancel)
                except _Died as error:
                    self._end()
                    if last:
                        raise CannotJudge(
                            "The judge stopped twice",
                            f"The process that runs the checks ended in the middle of its work: {error}.",
                            "Try again; `prodtutor doctor` looks for the cause.",
                        ) from error
            raise AssertionError("unreachable")

    def _ask(
        self,
        request: RunChecks,
        on_case: Callable[[Case, dict[str, int]], None] | None,
        cancel: threading.Event | None,
    ) -> Answer:
        self._started()
        self._send(request)
        collected: dict[str, int] = {}
        cases: list[Case] = []
        told_to_stop = False
        heard = time.monotonic()
        while True:
            if cancel is not None and cancel.is_set() and not told_to_stop:
                told_to_stop = True
                self._send(Cancel(request.id))
            try:
                reply = self._replies.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                if time.monotonic() - heard > _SILENCE_S:
                    raise _Died("it has said nothing for a minute") from None
                continue
            heard = time.monotonic()
            if reply is None:
                raise _Died("it was killed or crashed")
            if isinstance(reply, Ready) or reply.id != request.id:
                continue
            if isinstance(reply, Collected):
                collected = reply.cases
            elif isinstance(reply, Case):
                cases.append(reply)
                if on_case is not None:
                    on_case(reply, collected)
            elif isinstance(reply, End):
                return Answer(
                    collected=collected,
                    cases=tuple(cases),
                    complete=reply.status in (0, 1) and not reply.stopped and not reply.problem,
                    stopped=reply.stopped,
                    problem=reply.problem,
                )

    def _started(self) -> Process:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        process = start(
            [
                *(sys.executable, "-I", "-B", "-m", "prodtutor.checking.judge.service"),
                *(("--spawn",) if self._spawn else ()),
            ],
            cwd=Path(sys.prefix),
            env=bare_environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        )
        replies: queue.SimpleQueue[Reply | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(process, replies), daemon=True, name="judge").start()
        self._process, self._replies = process, replies
        return process

    def _send(self, message: Request) -> None:
        process = self._process
        if process is None or process.stdin is None:
            raise _Died("it was closed")
        try:
            process.stdin.write(msgspec.json.encode(message) + b"\n")
            process.stdin.flush()
        except (OSError, ValueError) as error:
            raise _Died(str(error)) from error


def _listen(process: Process, replies: queue.SimpleQueue[Reply | None]) -> None:
    decoder = msgspec.json.Decoder(Reply)
    with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError):
        if process.stdout is not None:
            with io.BufferedReader(process.stdout) as lines:  # type: ignore[type-var]
                for line in lines:
                    replies.put(decoder.decode(line))
    replies.put(None)
