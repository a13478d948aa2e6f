"""The tutor's end of the warm mypy: ask it, and ask the plain command when it has no answer."""

from __future__ import annotations

import secrets
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from prodtutor.checking.lines import Died, LineService
from prodtutor.checking.types.command import (
    Cancelled,
    Report,
    TypeOptions,
    arguments,
    no_answer,
    read,
    room,
    run_command,
)
from prodtutor.checking.types.library_cache import PROBE, LibraryCache
from prodtutor.checking.types.messages import Cancel, Check, Done, Load, RunMypy
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, bare_environment, can_fork
from prodtutor.processes.limits import in_words
from prodtutor.untrusted import neutralise

LIMITS = Limits(wall_s=20, memory_bytes=2 << 30, output_bytes=8 << 20)
_LOOK_EVERY_S = 0.05
_GRACE_S = 0.3
"""How long a cancelled run may take to end, before the service is replaced."""
_TRIES = 2


class _TooSlow(Died):
    """The service does not answer in time."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be checked: see `run_mypy`."""

    files: Mapping[str, bytes]
    targets: Sequence[str]
    options: TypeOptions
    libraries: LibraryCache
    cancel: threading.Event | None


class TypeChecker:
    """mypy, warm where the system allows. Safe to share: one run at a time, and a cancelled one ends at once."""

    def __init__(self, *, warm: bool = True, ahead: bool = True, limits: Limits = LIMITS) -> None:
        """warm: False starts the command for every run. ahead: have a copy made for the next run while there is time.

        `limits` are those of one run.
        """
        self._warm = warm and can_fork()
        self._limits = limits
        self._service: LineService[Done] = LineService(
            [sys.executable, "-I", "-B", "-m", "prodtutor.checking.types.service", *([] if ahead else ["--at-once"])],
            msgspec.json.Decoder(Done),
            cwd=Path(sys.prefix),
            env=bare_environment(),
            limits=limits,
        )
        self._lock = threading.Lock()
        self._libraries: dict[tuple[Path, TypeOptions], LibraryCache] = {}
        self._loaded: LibraryCache | None = None
        """The libraries that the service has in memory."""
        self._unloadable: set[str] = set()
        """Modules that a check lacks even when they have been loaded: no use trying again."""
        self._closed = 0
        self._open = 0
        """How often it had been closed when the run under way began; that run must start nothing after another."""

    def __enter__(self) -> TypeChecker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the service and the run under way, which has no answer then. Safe to call twice.

        The next run starts a new service.
        """
        self._closed += 1
        self._service.close()

    def run_mypy(
        self,
        files: Mapping[str, bytes],
        targets: Sequence[str],
        options: TypeOptions,
        cache: Path,
        cancel: threading.Event | None = None,
    ) -> list[Report]:
        """Check `targets`, some of `files` (POSIX names and contents); the others are there to be imported.

        `cache` is a folder for what mypy knows of the libraries. Returns nothing when `cancel` is set before the end.
        Raises CannotJudge when mypy gives no answer.
        """
        if not targets:
            return []
        try:
            with self._turn(cancel):
                self._open = self._closed
                wanted = _Wanted(files, targets, options, self._libraries_of(options, cache), cancel)
                reports = self._warm_reports(wanted) if self._warm else None
                return self._cold_reports(wanted) if reports is None else reports
        except Cancelled:
            return []
        except OSError as error:
            raise CannotJudge(
                "No room for mypy",
                f"mypy's copy of the files could not be made: {error.strerror or error}.",
                "Is the disk full, or the folder for temporary files read-only?",
            ) from error

    def _warm_reports(self, wanted: _Wanted) -> list[Report] | None:
        """What the service says, which is replaced once if it dies; None when the command must be asked."""
        for _ in range(_TRIES):
            try:
                return self._checked(wanted)
            except _TooSlow:
                self._service.close()
                return None
            except Died:
                self._service.close()
        return None

    def _checked(self, wanted: _Wanted) -> list[Report] | None:
        self._start()
        lacking = frozenset[str]()
        told: tuple[str, ...] = ()
        for _ in range(_TRIES):
            if (lacking or self._loaded is not wanted.libraries) and not self._load(wanted, lacking):
                break
            with room(wanted.files) as (code, _):
                check = Check(secrets.token_hex(8), tuple(wanted.targets), str(code), self._at_most_s)
                done = self._converse(check, wanted.cancel)
            if not done.lacking and done.status in (0, 1):
                return read(done)
            if not done.lacking or self._unloadable.issuperset(done.lacking):
                break
            told = done.lacking
            lacking = wanted.libraries.lacks(wanted.files) or frozenset(told)
        else:
            self._unloadable.update(told)
        return self._whole_run(wanted)

    def _whole_run(self, wanted: _Wanted) -> list[Report] | None:
        """What the command does, in a copy of the service, which spares the command's start."""
        with room(wanted.files) as (code, lent):
            wanted.libraries.lend(lent)
            return read(self._converse(self._run(wanted.targets, wanted.options, code, lent), wanted.cancel))

    def _load(self, wanted: _Wanted, lacking: frozenset[str]) -> bool:
        """Have the service read the libraries. Half a second when there are `lacking` ones, else a few milliseconds.

        Not to be cancelled: whoever types fast would never get through it.
        """
        options, libraries = wanted.options, wanted.libraries
        self._loaded = None
        for _ in range(_TRIES):
            lacking = lacking or libraries.lacks(wanted.files)
            with room({PROBE: libraries.probe(lacking)}) as (code, lent):
                libraries.lend(lent)
                if lacking and self._converse(self._run([PROBE], options, code, lent), None).status in (0, 1):
                    libraries.keep(lent, lacking)
                load = Load(
                    secrets.token_hex(8), arguments([PROBE], options, lent), str(code), str(options.libraries or "")
                )
                if self._converse(load, None).status == 0:
                    self._loaded = libraries
                    return True
            libraries.forget()  # it may be spoilt
        return False

    def _cold_reports(self, wanted: _Wanted) -> list[Report]:
        """What the command says, first with what is kept, and if it chokes on that, with nothing."""
        targets, options, libraries = wanted.targets, wanted.options, wanted.libraries
        if lacking := libraries.lacks(wanted.files):
            with room({PROBE: libraries.probe(lacking)}) as (code, lent):
                libraries.lend(lent)
                if self._command([PROBE], options, code, lent, None).status in (0, 1):
                    libraries.keep(lent, lacking)
        with room(wanted.files) as (code, lent):
            libraries.lend(lent)
            done = self._command(targets, options, code, lent, wanted.cancel)
        if (reports := read(done)) is not None:
            return reports
        libraries.forget()
        with room(wanted.files) as (code, lent):
            done = self._command(targets, options, code, lent, wanted.cancel)
        if (reports := read(done)) is not None:
            return reports
        raise no_answer(f"mypy ended with status {done.status}: {neutralise(done.out + done.err).strip()[:300]}")

    def _libraries_of(self, options: TypeOptions, cache: Path) -> LibraryCache:
        if (cache, options) not in self._libraries:
            made = LibraryCache(cache, options.flags, options.python, options.libraries)
            self._libraries[cache, options] = made
        return self._libraries[cache, options]

    @property
    def _at_most_s(self) -> int:
        return round(self._limits.wall_s) + 1

    def _run(self, targets: Sequence[str], options: TypeOptions, code: Path, lent: Path) -> RunMypy:
        return RunMypy(
            id=secrets.token_hex(8),
            arguments=arguments(targets, options, lent),
            cwd=str(code),
            mypy_path=str(options.libraries or ""),
            at_most_s=self._at_most_s,
        )

    def _converse(self, request: RunMypy | Load | Check, cancel: threading.Event | None) -> Done:
        self._service.send(request)
        deadline = time.monotonic() + self._limits.wall_s
        told = False
        while True:
            reply = self._service.receive(_LOOK_EVERY_S)
            if reply is not None:
                if reply.id == request.id:
                    if told:
                        raise Cancelled
                    return reply
            elif told:
                if time.monotonic() > deadline:
                    self._service.close()
                    raise Cancelled
            elif cancel is not None and cancel.is_set():
                self._service.send(Cancel(request.id))
                told, deadline = True, time.monotonic() + _GRACE_S
            elif time.monotonic() > deadline:
                raise _TooSlow  # the command has a time of its own, and says so when that is over too
            elif limit := self._service.over_limit():
                self._service.close()
                raise no_answer(f"mypy was stopped: {in_words(limit, self._limits)}.")

    def _start(self) -> None:
        self._still_open()
        try:
            is_new = self._service.start()
        except CannotJudge as error:
            raise Died(error.message) from error
        if is_new:
            self._loaded = None
            if self._open != self._closed:  # by another thread, while we were at it
                self._service.close()
            self._still_open()

    def _command(
        self, targets: Sequence[str], options: TypeOptions, code: Path, lent: Path, cancel: threading.Event | None
    ) -> Done:
        self._still_open()
        return run_command(targets, options, code, lent, self._limits, cancel)

    def _still_open(self) -> None:
        if self._open != self._closed:
            raise no_answer("mypy was ended with the tutor.")

    @contextmanager
    def _turn(self, cancel: threading.Event | None) -> Iterator[None]:
        while not self._lock.acquire(timeout=_LOOK_EVERY_S):
            if cancel is not None and cancel.is_set():
                raise Cancelled
        try:
            yield
        finally:
            self._lock.release()
