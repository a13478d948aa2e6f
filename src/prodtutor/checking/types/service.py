"""The warm mypy's own process: `python -I -B -m prodtutor.checking.types.service`.

Requests come on standard input, replies go out on standard output. The process has mypy imported, and nothing else:
each run happens in a forked copy that runs `mypy` just as the command would, answers and is gone. So a run knows
nothing of the runs before it, and its answer is the command's. When standard input ends, the tutor is gone, and so are
the run under way and this process.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import select
import sys
import traceback

import msgspec
import mypy.main

from prodtutor.checking.types.messages import Cancel, Done, Outcome, Request, RunMypy
from prodtutor.processes import ForkedWork, fork_work


class Service:
    """One run at a time: a newer request ends the one under way."""

    def __init__(self, requests: int, replies: int) -> None:
        """The descriptors to read requests from, and to write replies to."""
        self._requests, self._replies = requests, replies
        self._decoder = msgspec.json.Decoder(Request)
        self._waiting = b""
        self._run: RunMypy | None = None
        self._work: ForkedWork | None = None

    def serve(self) -> None:
        """Until standard input ends."""
        while True:
            watched = [self._requests, *([self._work.descriptor] if self._work else [])]
            readable = select.select(watched, [], [])[0]
            if self._requests in readable:
                piece = os.read(self._requests, 1 << 16)
                if not piece:
                    break
                *lines, self._waiting = (self._waiting + piece).split(b"\n")
                for line in lines:
                    self._hear(self._decoder.decode(line))
            elif self._work is not None and not self._work.read():
                self._finish()
        if self._work is not None:
            self._work.end()

    def _hear(self, request: Request) -> None:
        if isinstance(request, Cancel):
            if self._run is not None and self._run.id == request.id:
                self._finish()
            return
        self._finish()
        self._run = request
        self._work = fork_work(lambda: _run_mypy(request), at_most_s=request.at_most_s)

    def _finish(self) -> None:
        run, work = self._run, self._work
        self._run = self._work = None
        if run is None or work is None:
            return
        try:
            outcome = msgspec.json.decode(work.answer, type=Outcome)
        except msgspec.MsgspecError:  # killed or crashed on the way
            self._send(Done(run.id, min(work.end(), -1)))
            return
        self._send(Done(run.id, outcome.status, outcome.out, outcome.err))
        work.end()
        if outcome.modules:
            for name in outcome.modules:
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
            gc.freeze()

    def _send(self, reply: Done) -> None:
        view = memoryview(msgspec.json.encode(reply) + b"\n")
        while view:
            view = view[os.write(self._replies, view) :]


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
    return msgspec.json.encode(Outcome(status, out.getvalue(), err.getvalue(), modules))


def main() -> None:
    """Run until standard input ends."""
    replies = os.dup(sys.stdout.fileno())
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, sys.stdout.fileno())  # what mypy prints by itself must not look like a reply
    os.close(null)
    gc.collect()
    gc.freeze()  # the copies share what is here; looking it through for garbage would copy it
    Service(sys.stdin.fileno(), replies).serve()


if __name__ == "__main__":
    main()
