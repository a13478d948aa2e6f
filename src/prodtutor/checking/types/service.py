"""The warm mypy's own process: `python -I -B -m prodtutor.checking.types.service [--at-once]`.

Requests come on standard input, replies go out on standard output. The process has mypy imported and what mypy knows of
the libraries loaded, and nothing of a learner's: each check happens in a forked copy, which answers and is gone. So a
check knows nothing of the checks before it, and its answer is the command's. A copy for the next check is made ahead,
when nothing has been asked for a moment (with `--at-once`, never: for whoever asks without a pause). When standard
input ends, the tutor is gone, and so are the copies and this process.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable

import msgspec
import mypy.main

from prodtutor.checking.types.loaded import COMMAND, Loaded, Run, load, settle
from prodtutor.checking.types.messages import Cancel, Check, Done, Load, Outcome, Request, RunMypy
from prodtutor.processes import ForkedWork, fork_work

_QUIET_S = 0.2
"""A copy is made ahead when nothing has happened for so long: the rest of a verdict needs the processors."""
_IDLE_S = 24 * 60 * 60


class _Spare:
    """A copy that has made itself ready for a check and waits for it."""

    def __init__(self, loaded: Loaded, *, rehearsed: bool) -> None:
        theirs, self._request = os.pipe()
        work = _waiting(loaded, theirs, rehearsed=rehearsed)
        self.work = fork_work(work, at_most_s=_IDLE_S, keep=[theirs])
        os.close(theirs)

    def ask(self, check: Check) -> None:
        """Have it do the check; `work` answers."""
        with contextlib.suppress(OSError):  # it has died, and `work` says so
            os.write(self._request, msgspec.json.encode(check))
        os.close(self._request)

    def end(self) -> None:
        os.close(self._request)
        self.work.end()


class Service:
    """One run at a time: a newer request ends the one under way."""

    def __init__(self, requests: int, replies: int, *, ahead: bool = True) -> None:
        """The descriptors to read requests from, and to write replies to. ahead: make copies while nobody asks."""
        self._requests, self._replies, self._ahead = requests, replies, ahead
        self._decoder = msgspec.json.Decoder(Request)
        self._unread = b""
        self._running = ""
        """The id of the run under way."""
        self._work: ForkedWork | None = None
        self._loaded: Loaded | None = None
        self._spare: _Spare | None = None

    def serve(self) -> None:
        """Until standard input ends."""
        while True:
            watched = [self._requests, *([self._work.descriptor] if self._work else [])]
            wants_spare = self._ahead and self._work is None and self._spare is None and self._loaded is not None
            readable = select.select(watched, [], [], _QUIET_S if wants_spare else None)[0]
            if self._requests in readable:
                piece = os.read(self._requests, 1 << 16)
                if not piece:
                    break
                *lines, self._unread = (self._unread + piece).split(b"\n")
                for line in lines:
                    self._hear(self._decoder.decode(line))
            elif self._work is not None and self._work.descriptor in readable:
                if not self._work.read():
                    self._finish()
            elif wants_spare and self._loaded is not None:
                self._spare = _Spare(self._loaded, rehearsed=True)
        self._end_spare()
        if self._work is not None:
            self._work.end()

    def _hear(self, request: Request) -> None:
        if isinstance(request, Cancel):
            if self._running == request.id:
                self._finish()
            return
        self._finish()
        if isinstance(request, Load):
            self._load(request)
        elif isinstance(request, Check):
            self._check(request)
        else:
            run = request
            self._running = run.id
            self._work = fork_work(lambda write: write(_run_mypy(run)), at_most_s=run.at_most_s)

    def _load(self, request: Load) -> None:
        self._end_spare()
        self._loaded = None
        gc.unfreeze()
        with contextlib.suppress(Exception):
            self._loaded = load(request.arguments, request.cwd, request.mypy_path)
        os.chdir(os.sep)  # its folder will be gone
        if self._loaded is not None:
            Run(self._loaded).rehearse()  # so that copies made in haste know most of it too
        settle()
        self._send(Done(request.id, 0 if self._loaded else -1))

    def _check(self, request: Check) -> None:
        if self._loaded is None:
            self._send(Done(request.id, -1))
            return
        spare = self._spare or _Spare(self._loaded, rehearsed=False)
        self._spare = None
        self._running, self._work = request.id, spare.work
        spare.ask(request)

    def _finish(self) -> None:
        running, work = self._running, self._work
        self._running, self._work = "", None
        if work is None:
            return
        try:
            outcome = msgspec.json.decode(work.answer, type=Outcome)
        except msgspec.MsgspecError:  # killed or crashed on the way
            self._send(Done(running, min(work.end(), -1)))
            return
        self._send(Done(running, outcome.status, outcome.out, outcome.err, outcome.lacking))
        work.end()
        if outcome.modules:
            for name in outcome.modules:
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
            gc.freeze()

    def _end_spare(self) -> None:
        if self._spare is not None:
            self._spare.end()
            self._spare = None

    def _send(self, reply: Done) -> None:
        view = memoryview(msgspec.json.encode(reply) + b"\n")
        while view:
            view = view[os.write(self._replies, view) :]


def _waiting(loaded: Loaded, requests: int, *, rehearsed: bool) -> Callable[[Callable[[bytes], None]], None]:
    def work(write: Callable[[bytes], None]) -> None:
        before = set(sys.modules)
        run = Run(loaded)
        if rehearsed:
            run.rehearse()
        data = b""
        while piece := os.read(requests, 1 << 16):
            data += piece
        if not data:
            return
        request = msgspec.json.decode(data, type=Check)
        signal.alarm(request.at_most_s)
        try:
            outcome = run.check(request.targets, request.cwd)
        except BaseException:  # noqa: BLE001 – a crash of mypy's is no answer: the command is asked next
            outcome = COMMAND
        modules = tuple(sorted(set(sys.modules) - before))
        write(msgspec.json.encode(msgspec.structs.replace(outcome, modules=modules)))

    return work


def _run_mypy(run: RunMypy) -> bytes:
    """What `python -m mypy` does, with its output caught."""
    before = set(sys.modules)
    os.chdir(run.cwd)
    os.environ["MYPYPATH"] = run.mypy_path
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        mypy.main.main(args=list(run.arguments), stdout=out, stderr=err, clean_exit=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 2
    except BaseException:  # noqa: BLE001 – a crash of mypy's is no answer: the command is asked next
        err.write(traceback.format_exc())
        status = -1
    modules = tuple(sorted(set(sys.modules) - before))
    return msgspec.json.encode(Outcome(status, out.getvalue(), err.getvalue(), modules=modules))


def main() -> None:
    """Run until standard input ends."""
    replies = os.dup(sys.stdout.fileno())
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, sys.stdout.fileno())  # what mypy prints by itself must not look like a reply
    os.close(null)
    settle()
    Service(sys.stdin.fileno(), replies, ahead="--at-once" not in sys.argv).serve()


if __name__ == "__main__":
    main()
