"""The workers that judge submissions, as `grade` sees them: started, watched, replaced, ended."""

from __future__ import annotations

import contextlib
import os
import site
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from prodtutor.checking.lines import Died, LineService
from prodtutor.checking.verdict import Status
from prodtutor.classroom.messages import Hello, Judged, Reply, Work
from prodtutor.errors import CannotJudge
from prodtutor.paths import package_folder
from prodtutor.processes import Limits, bare_environment, base_interpreter, run
from prodtutor.processes.unprivileged import command_as
from prodtutor.settings import Settings

NOBODY = 65534
"""The user that grades in root's place."""
MOST_S = 300.0
"""No submission may take longer, whatever it does: every check has much shorter limits of its own."""
_START_S = 60.0
_LOOK_S = 0.1
_MOST_MB = 400
"""A worker that holds more is replaced: it has read something enormous."""
_LIMITS = Limits(wall_s=MOST_S, memory_bytes=6 << 30, processes=4096)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the workers work and as whom. `user` is None for ourselves."""

    pack: Path
    state: Path
    user: int | None
    temporary: Path | None

    def command(self, *, sandbox_only: bool, sandboxed: bool) -> list[str]:
        """The command line of a worker."""
        module = [sys.executable, "-I", "-B", "-m", "prodtutor.classroom.worker", str(self.pack), str(self.state)]
        module += [*(["--sandbox-only"] if sandbox_only else []), *([] if sandboxed else ["--limits"])]
        return module if self.user is None else command_as(self.user, _needed(self), module)

    def environment(self) -> dict[str, str]:
        """What a worker finds in its environment."""
        return bare_environment(**({} if self.temporary is None else {"TMPDIR": str(self.temporary)}))


@contextlib.contextmanager
def place_to_work(settings: Settings, *, trusting: bool) -> Iterator[Place]:
    """Where to grade. Root does not do it: then it is nobody, with folders that are gone afterwards.

    Raises CannotJudge when root cannot become anybody else (if `trusting`, root does it after all).
    """
    settings.state.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.getuid() != 0:
        yield Place(settings.pack, settings.state, None, None)
        return
    with tempfile.TemporaryDirectory(prefix="prodtutor-grade-", ignore_cleanup_errors=True) as name:
        root = Path(name).resolve()
        caches = settings.state.resolve() / "grading-as-nobody"
        place = Place(settings.pack, caches, NOBODY, root / "tmp")
        for folder in (root, caches, root / "tmp"):
            folder.mkdir(exist_ok=True, mode=0o700)
            os.chown(folder, NOBODY, NOBODY)
        why = _tried(place)
        if why and not trusting:
            raise CannotJudge(
                "Not as root",
                f"Submissions are not judged with root's rights, and {why}.",
                "Run it as an ordinary user.",
            )
        yield Place(settings.pack, settings.state, None, None) if why else place


def _tried(place: Place) -> str:
    """Why nobody else can do the work; empty when one can."""
    command = command_as(NOBODY, _needed(place), [sys.executable, "-I", "-c", "import prodtutor.classroom.worker"])
    try:
        done = run(command, cwd=Path("/"), env=place.environment(), limits=Limits(wall_s=_START_S))
    except CannotJudge as error:
        return error.message.rstrip(".")
    said = done.err.decode("utf-8", "replace").strip().splitlines()
    return "" if done.status == 0 else (said[-1] if said else f"trying ended with status {done.status}")


def _needed(place: Place) -> list[Path]:
    """The folders that a worker has to reach."""
    site_packages = [Path(path) for path in site.getsitepackages() if os.path.isdir(path)]
    python = [Path(sys.base_prefix), Path(sys.base_exec_prefix), Path(sys.prefix), Path(base_interpreter()).parent]
    pack = [place.pack / "lessons", place.pack / "exercises"]
    return [
        *python,
        *site_packages,
        package_folder().parent,
        *pack,
        place.state,
        *([place.temporary] if place.temporary else []),
    ]


class Judging(Protocol):
    """Who judges one submission after the other. Used by one thread; any thread may `close` it."""

    def hello(self) -> Hello:
        """What there is to keep submissions apart. Raises CannotJudge when nothing can be judged."""

    def judge(self, work: Work) -> Judged:
        """What came of one submission, whatever it is. Raises Died after `close`."""

    def close(self) -> None:
        """Nothing more is judged. Safe to call twice."""


@contextlib.contextmanager
def hands_here(settings: Settings, jobs: int, *, trusting: bool) -> Iterator[list[Hand]]:
    """`jobs` workers on this machine. Raises CannotJudge when root cannot hand the work to anybody else."""
    with place_to_work(settings, trusting=trusting) as place, contextlib.ExitStack() as stack:
        wanted = settings.isolation == "auto" or not trusting
        hands = [Hand(place, sandbox_only=not trusting, sandboxed=wanted) for _ in range(jobs)]
        for hand in hands:
            stack.callback(hand.close)
        yield hands


class Hand:
    """One worker. Used by one thread; any thread may `close` it, and then nothing more is judged."""

    def __init__(self, place: Place, *, sandbox_only: bool, sandboxed: bool = True) -> None:
        """sandbox_only: judge nothing outside of a sandbox. sandboxed: use one where there is one."""
        self._service: LineService[Reply] = LineService(
            place.command(sandbox_only=sandbox_only, sandboxed=sandboxed),
            msgspec.json.Decoder(Reply),
            cwd=Path(sys.prefix) if place.user is None else Path("/"),
            env=place.environment(),
            limits=_LIMITS,
        )
        self._closed = False
        self._tired = False

    def hello(self) -> Hello:
        """Start the worker if need be; what it says about itself. Raises CannotJudge when it does not start."""
        try:
            self._service.start()
            reply = self._receive(_START_S)
        except Died:
            reply = None
        if not isinstance(reply, Hello):
            raise CannotJudge(
                "Grading did not start", "A process that judges submissions did not start.", "Run `prodtutor doctor`."
            )
        return reply

    def judge(self, work: Work) -> Judged:
        """Have one submission judged. A worker that dies of it, or is caught in it, is replaced: that is the answer.

        Raises Died when the hand was closed.
        """
        if self._tired:
            self._service.close()
            self._tired = False
        problem = ""
        for _ in range(2):
            if self._closed:
                raise Died("closed")
            try:
                if self._service.start():
                    self._receive(_START_S)
                self._service.send(work)
                reply = self._receive(MOST_S)
            except Died:
                problem = "The process that read this submission ended in the middle of it."
                self._service.close()
                continue
            if isinstance(reply, Judged) and reply.id == work.id:
                self._tired = reply.memory_mb > _MOST_MB
                return reply
            self._service.close()
            problem = f"It was not judged within {MOST_S:.0f} seconds."
            break
        if self._closed:
            raise Died("closed")
        return Judged(id=work.id, verdict=Status.CANNOT_JUDGE, steps={}, problem=problem, certain=False)

    def close(self) -> None:
        """End the worker with all that it started. Safe to call twice, and from any thread."""
        self._closed = True
        self._service.close()

    def _receive(self, seconds: float) -> Reply | None:
        """The next reply; None when there is none in time, or when it takes too much. Raises Died."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if (reply := self._service.receive(_LOOK_S)) is not None:
                return reply
            if self._closed:
                raise Died("closed")
        return None
