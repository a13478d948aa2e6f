"""Runs in the judge's own process, where it cannot be copied: one after the other, on the thread that has pytest.

A session may be used again after a run that came to its end; after any other, this process ends, and the tutor starts
a new one.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from prodtutor.checking.judge.messages import Cancel, Collected, End, Ready, Request, RunChecks
from prodtutor.checking.judge.recorder import Recorder
from prodtutor.checking.judge.units import in_order
from prodtutor.checking.stage import read_all
from prodtutor.processes import end_all, end_strays

if TYPE_CHECKING:
    import pytest

    from prodtutor.checking.judge.service import Service


class Loop:
    """Reads requests on one thread and runs them on another."""

    def __init__(self, service: Service, session: pytest.Session | None) -> None:
        self._service, self._session = service, session
        self._waiting: queue.SimpleQueue[RunChecks | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._recorder: Recorder | None = None
        self._overtaken = threading.Event()
        self._cancelled: set[str] = set()

    def serve(self) -> None:
        """Until the tutor is gone; then the process ends."""
        threading.Thread(target=self._read, daemon=True, name="requests").start()
        self._service.send(Ready())
        while (request := self._waiting.get()) is not None:
            self._run(request)

    def _read(self) -> None:
        decoder = msgspec.json.Decoder(Request)
        with contextlib.suppress(OSError, ValueError), open(self._service.requests, "rb", closefd=False) as lines:
            for line in lines:
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
                self._recorder.stopped = True
                self._overtaken.set()
                end_all()

    def _run(self, request: RunChecks) -> None:
        service = self._service
        recorder = Recorder(request.id, service.send, service.kit.hurry)
        with self._lock:
            if request.id in self._cancelled or service.problem or self._session is None:
                stopped = not service.problem
                service.send(End(request.id, "cancelled" if stopped else "", service.problem))
                return
            self._recorder = recorder
            self._overtaken = threading.Event()
            service.kit.configure(
                stage=Path(request.code),
                original=read_all(Path(request.original)),
                scratch=Path(request.scratch),
                libraries=service.libraries,
                cancel=self._overtaken,
                seed=request.seed,
            )
        service.send(Collected(request.id, service.cases))
        order = iter(in_order(service.units, frozenset(request.first), {}))
        recorder.run_units(self._session, service.units, lambda: next(order, None), frozenset(request.first))
        with self._lock:
            self._recorder = None
        end_strays()
        service.send(End(request.id, "cancelled" if recorder.stopped else "", recorder.problem, recorder.lost))
        if recorder.stopped or recorder.problem or recorder.lost:
            os._exit(0)
