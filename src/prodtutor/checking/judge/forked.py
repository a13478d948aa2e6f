"""Runs in copies of the judge, one for each core: what a run does to them goes with them. Not on Windows."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import select
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from prodtutor.checking.judge.messages import NO_SANDBOX, Collected, End, Ready, Reply, Request, RunChecks, UnitDone
from prodtutor.checking.judge.recorder import Recorder
from prodtutor.checking.judge.units import in_order
from prodtutor.checking.stage import read_all
from prodtutor.processes import ForkedWork, end_strays, fork_work
from prodtutor.processes.fork import Write

if TYPE_CHECKING:
    import pytest

    from prodtutor.checking.judge.service import Service

_MOST_WORKERS = 4
_AT_MOST_S = 600
"""No run takes so long; a worker that does is ended by the system."""
_NUMBER = struct.Struct("=H")


class _Run:
    """One run under way."""

    def __init__(self, request: RunChecks, server: Any) -> None:
        self.request, self.server = request, server
        self.workers: dict[int, ForkedWork] = {}
        """By descriptor: those that have not ended."""
        self.problem = ""
        self.lost = False


class Loop:
    """Reads requests and forwards what the workers say. Has one thread, so that it can be copied."""

    def __init__(self, service: Service, session: pytest.Session | None) -> None:
        self._service, self._session = service, session
        self._decoder = msgspec.json.Decoder(Request)
        self._replies: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)
        self._waiting = b""
        self._run: _Run | None = None
        self._took: dict[int, float] = {}
        self._spare: Any = None
        self._sources: list[bytes] | None = None
        """The Python code of the last run, which the next one will look much like; None before the first."""

    def serve(self) -> None:
        """Until the tutor is gone; then the process ends."""
        gc.collect()
        gc.freeze()  # the copies share what is here; looking it through for garbage would copy it
        if not self._service.problem:
            self._spare = self._make_server()
        self._service.send(Ready())
        with contextlib.suppress(OSError):
            while self._step():
                pass
        self._finish(cancelled=True, tell=False)
        if self._spare is not None:
            self._spare.close()
        end_strays()
        os._exit(0)

    def _step(self) -> bool:
        requests = self._service.requests
        workers = dict(self._run.workers) if self._run else {}
        readable = select.select([requests, *workers], [], [])[0]
        for descriptor in readable:
            if descriptor in workers:
                self._hear_worker(workers[descriptor])
        if requests in readable:
            piece = os.read(requests, 1 << 16)
            if not piece:
                return False
            *lines, self._waiting = (self._waiting + piece).split(b"\n")
            for line in lines:
                self._hear(self._decoder.decode(line))
        if self._run is not None and not self._run.workers:
            self._finish()
        return True

    def _hear(self, message: Request) -> None:
        if isinstance(message, RunChecks):
            self._begin(message)
        elif self._run is not None and self._run.request.id == message.id:
            self._finish(cancelled=True)
        else:
            self._service.send(End(message.id, "cancelled"))

    def _begin(self, request: RunChecks) -> None:
        service = self._service
        session = self._session
        if service.problem or session is None:
            service.send(End(request.id, problem=service.problem))
            return
        service.send(Collected(request.id, service.cases))
        server, self._spare = self._spare or self._make_server(), None
        run = self._run = _Run(request, server)
        if service.sandbox_only and server.sandbox is None:
            run.problem = NO_SANDBOX
            self._finish()
            return
        if not server.wait_ready():
            server.close()
            run.server = None
            if server.sandbox is not None:  # a run that began in a sandbox does not go on outside of one
                run.lost = True
                self._finish()
                return
        read, write = os.pipe()
        order = in_order(service.units, frozenset(request.first), self._took)
        os.write(write, b"".join(map(_NUMBER.pack, order)))
        os.close(write)
        for _ in range(min(service.workers or _cores(), _MOST_WORKERS, len(order))):
            worker = fork_work(lambda tell: self._work(session, run, read, tell), at_most_s=_AT_MOST_S, keep=None)
            run.workers[worker.descriptor] = worker
        os.close(read)
        checks = _python_in(Path(session.config.rootpath))
        self._sources = [*_python_in(Path(request.code)), *map(_bodies, checks)]

    def _work(self, session: pytest.Session, run: _Run, queue: int, tell: Write) -> None:
        """What a worker does: take units from the queue until it is empty."""
        service, request = self._service, run.request
        random.seed()
        encoder = msgspec.json.Encoder()

        def send(reply: Reply) -> None:
            tell(encoder.encode(reply) + b"\n")

        def take() -> int | None:
            packed = os.read(queue, _NUMBER.size)
            return int(_NUMBER.unpack(packed)[0]) if packed else None

        service.kit.configure(
            stage=Path(request.code),
            original=read_all(Path(request.original)),
            scratch=Path(request.scratch),
            libraries=service.libraries,
            server=run.server,
            seed=request.seed,
        )
        recorder = Recorder(request.id, send, service.kit.hurry)
        recorder.run_units(session, service.units, take, frozenset(request.first))
        send(End(request.id, problem=recorder.problem, lost=recorder.lost))

    def _hear_worker(self, worker: ForkedWork) -> None:
        run = self._run
        if run is None:
            return
        more = worker.read()
        for line in worker.lines():
            reply = self._replies.decode(line)
            if isinstance(reply, UnitDone):
                self._took[reply.number] = reply.seconds
            elif isinstance(reply, End):
                run.problem, run.lost = run.problem or reply.problem, run.lost or reply.lost
            else:
                self._service.send(reply)
        if not more:
            del run.workers[worker.descriptor]
            if worker.wait() != 0:
                run.lost = True
        if run.lost or run.problem:
            self._end_workers(run)

    def _end_workers(self, run: _Run) -> None:
        for worker in run.workers.values():
            worker.end()
        run.workers.clear()

    def _finish(self, *, cancelled: bool = False, tell: bool = True) -> None:
        """End the run with all that it started."""
        run, self._run = self._run, None
        if run is None:
            return
        self._end_workers(run)
        if run.server is not None:
            run.server.close()
        end_strays()
        if tell:
            self._service.send(End(run.request.id, "cancelled" if cancelled else "", run.problem, run.lost))
            self._spare = self._make_server()

    def _make_server(self) -> Any:
        return self._service.kit.fork_server(
            self._service.libraries, sandboxed=self._service.sandboxed, sources=self._sources
        )


def _python_in(folder: Path) -> list[bytes]:
    return [data for name, data in read_all(folder).items() if name.endswith(".py")]


def _bodies(source: bytes) -> bytes:
    """The lines inside of functions: a probe, which runs in a subject, imports what it needs in its body."""
    return b"".join(line for line in source.splitlines(keepends=True) if line[:1].isspace())


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
