"""The tutor's end of the judge: start it, ask it, and do without it when it dies."""

from __future__ import annotations

import contextlib
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import msgspec

from prodtutor.checking.judge.messages import Answer, Cancel, Case, Collected, End, Ready, Reply, RunChecks
from prodtutor.checking.lines import Died, LineService
from prodtutor.checking.stage import Stage
from prodtutor.checking.types import TypeChecker
from prodtutor.errors import CannotJudge
from prodtutor.processes import bare_environment

_SILENCE_S = 60.0
"""A judge that says nothing for so long is taken for dead: every check has a shorter limit of its own."""
_LOOK_EVERY_S = 0.05


class Judge:
    """One warm judge process, started on first use, replaced when it dies. One run at a time; safe to share.

    It holds one lesson's checks; asked for another lesson, it is started anew.
    """

    def __init__(
        self,
        *,
        spawn: bool = False,
        sandboxed: bool = True,
        sandbox_only: bool = False,
        workers: int | None = None,
        ahead: bool = True,
    ) -> None:
        """spawn: start each of the learner's processes as a new interpreter, also where forking would be possible.

        sandboxed: put them into a sandbox where there is one; sandbox_only: where there is none, judge nothing.
        workers: how many copies of the judge share a run (one for each core when None). ahead: whether the next run's
        mypy gets ready while there is time, which costs more than it gains when runs follow each other without a pause.
        """
        self._flags = (
            *(("--spawn",) if spawn else ()),
            *(() if sandboxed else ("--limits",)),
            *(("--sandbox-only",) if sandbox_only else ()),
            *((f"--workers={workers}",) if workers else ()),
        )
        self._service: LineService[Reply] | None = None
        self._lock = threading.Lock()
        self._held: tuple[Path, str, Path | None] | None = None
        self.types = TypeChecker(ahead=ahead)
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
        service, self._service = self._service, None
        if service is not None:
            service.close()

    def warm_up(self, checks: Path, digest: str, libraries: Path | None) -> None:
        """Start the judge for a lesson now, so that the first run need not wait for it."""
        with self._lock, contextlib.suppress(CannotJudge):
            self._started(checks, digest, libraries)

    def run(
        self,
        stage: Stage,
        checks: Path,
        digest: str,
        libraries: Path | None,
        *,
        first: Iterable[str] = (),
        seed: int | None = None,
        on_case: Callable[[Case, dict[str, int]], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> Answer:
        """Run the checks in `checks` (whose lesson has `digest`) against the stage and return what came of them.

        `first` names the test functions to run before the others; `seed` fixes what the checks draw; `on_case` hears
        each case as it ends, with the number of cases expected of each function. A judge that dies is replaced and
        asked once more; when that one dies too, CannotJudge is raised.
        """
        with self._lock:
            for last in (False, True):
                request = RunChecks(
                    id=secrets.token_hex(8),
                    code=str(stage.code),
                    original=str(stage.original),
                    scratch=str(stage.scratch),
                    first=tuple(first),
                    seed=seed,
                )
                try:
                    return self._ask(self._started(checks, digest, libraries), request, on_case, cancel)
                except Died as error:
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
        service: LineService[Reply],
        request: RunChecks,
        on_case: Callable[[Case, dict[str, int]], None] | None,
        cancel: threading.Event | None,
    ) -> Answer:
        service.send(request)
        collected: dict[str, int] = {}
        cases: list[Case] = []
        told_to_stop = False
        heard = time.monotonic()
        while True:
            if cancel is not None and cancel.is_set() and not told_to_stop:
                told_to_stop = True
                service.send(Cancel(request.id))
            reply = service.receive(_LOOK_EVERY_S)
            if reply is None:
                if time.monotonic() - heard > _SILENCE_S:
                    raise Died("it has said nothing for a minute")
                continue
            heard = time.monotonic()
            if isinstance(reply, Ready) or reply.id != request.id:
                continue
            if isinstance(reply, Collected):
                collected = reply.cases
            elif isinstance(reply, Case):
                cases.append(reply)
                if on_case is not None:
                    on_case(reply, collected)
            elif isinstance(reply, End):
                if reply.lost:
                    raise Died("a process that it needs was killed")
                return Answer(
                    collected=collected,
                    cases=tuple(cases),
                    complete=not reply.stopped and not reply.problem,
                    stopped=reply.stopped,
                    problem=reply.problem,
                )

    def _started(self, checks: Path, digest: str, libraries: Path | None) -> LineService[Reply]:
        wanted = (checks.absolute(), digest, libraries)
        if self._service is None or self._held != wanted:
            self._end()
            module = (sys.executable, "-I", "-B", "-m", "prodtutor.checking.judge.service")
            self._service = LineService(
                (*module, str(checks.absolute()), str(libraries or ""), *self._flags),
                msgspec.json.Decoder(Reply),
                cwd=Path(sys.prefix),
                env=bare_environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
            )
            self._held = wanted
        self._service.start()
        return self._service
