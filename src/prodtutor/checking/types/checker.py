"""The tutor's end of the warm mypy: ask it, and ask the plain command when it has no answer."""

from __future__ import annotations

import contextlib
import io
import queue
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from prodtutor.checking.types.libraries import PROBE, LibraryCache
from prodtutor.checking.types.messages import Cancel, Done, Request, RunMypy
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, Process, bare_environment, can_fork, run, start
from prodtutor.processes.limits import in_words
from prodtutor.untrusted import neutralise

LIMITS = Limits(wall_s=20, memory_bytes=2 << 30, output_bytes=8 << 20)
_LOOK_EVERY_S = 0.05
_GRACE_S = 0.3
"""How long a cancelled run may take to end, before the service is replaced."""


class Report(msgspec.Struct, frozen=True):
    """One line of `mypy --output json`."""

    file: str
    line: int
    column: int
    message: str
    code: str | None
    severity: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class TypeOptions:
    """What a run of mypy depends on, beside the files."""

    flags: tuple[str, ...]
    """Options of mypy's command that change what it reports."""
    python: str
    """The version to check for, as in "3.11"."""
    libraries: Path | None
    """The folder with the packages that may be imported, if any."""


class _Cancelled(Exception):
    """Nobody waits for the answer any more."""


class _Died(Exception):
    """The service ended, or is out of order."""


class TypeChecker:
    """mypy, warm where the system allows. Safe to share: one run at a time, and a cancelled one ends at once."""

    def __init__(self, *, warm: bool = True, limits: Limits = LIMITS) -> None:
        """warm: False starts the command for every run. `limits` are those of one run."""
        self._warm = warm and can_fork()
        self._limits = limits
        self._process: Process | None = None
        self._replies: queue.SimpleQueue[Done | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._libraries: dict[tuple[Path, TypeOptions], LibraryCache] = {}
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
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.close()

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
                libraries = self._libraries_of(options, cache)
                if lacking := libraries.lacks(files):
                    self._learn(libraries, lacking, options)
                return self._reports(files, targets, options, libraries, cancel)
        except _Cancelled:
            return []
        except OSError as error:
            raise CannotJudge(
                "No room for mypy",
                f"mypy's copy of the files could not be made: {error.strerror or error}.",
                "Is the disk full, or the folder for temporary files read-only?",
            ) from error

    def _reports(
        self,
        files: Mapping[str, bytes],
        targets: Sequence[str],
        options: TypeOptions,
        libraries: LibraryCache,
        cancel: threading.Event | None,
    ) -> list[Report]:
        with _room(files) as (code, lent):
            libraries.lend(lent)
            done = self._ask(targets, options, code, lent, cancel)
        if (reports := _read(done)) is not None:
            return reports
        # Whatever it was, the command has the last word, with nothing kept from before.
        libraries.forget()
        with _room(files) as (code, lent):
            done = self._command(targets, options, code, lent, cancel)
        if (reports := _read(done)) is not None:
            return reports
        raise _no_answer(f"mypy ended with status {done.status}: {neutralise(done.out + done.err).strip()[:300]}")

    def _libraries_of(self, options: TypeOptions, cache: Path) -> LibraryCache:
        if (cache, options) not in self._libraries:
            made = LibraryCache(cache, options.flags, options.python, options.libraries)
            self._libraries[cache, options] = made
        return self._libraries[cache, options]

    def _learn(self, libraries: LibraryCache, modules: frozenset[str], options: TypeOptions) -> None:
        """Half a second, once for each module. Not to be cancelled: whoever types fast would never get through it."""
        with _room({PROBE: libraries.probe(modules)}) as (code, lent):
            libraries.lend(lent)
            if self._ask([PROBE], options, code, lent, None).status in (0, 1):
                libraries.keep(lent, modules)

    def _ask(
        self,
        targets: Sequence[str],
        options: TypeOptions,
        code: Path,
        lent: Path,
        cancel: threading.Event | None,
    ) -> Done:
        self._still_open()
        if self._warm:
            request = RunMypy(
                id=secrets.token_hex(8),
                arguments=_arguments(targets, options, lent),
                cwd=str(code),
                mypy_path=str(options.libraries or ""),
                at_most_s=round(self._limits.wall_s) + 1,
            )
            with contextlib.suppress(_Died):
                try:
                    return self._converse(request, cancel)
                except _Died:
                    self._end()
                    raise
        return self._command(targets, options, code, lent, cancel)

    def _converse(self, request: RunMypy, cancel: threading.Event | None) -> Done:
        process = self._started()
        self._send(process, request)
        deadline = time.monotonic() + self._limits.wall_s
        told = False
        while True:
            with contextlib.suppress(queue.Empty):
                reply = self._replies.get(timeout=_LOOK_EVERY_S)
                if reply is None:
                    raise _Died
                if reply.id == request.id:
                    if told:
                        raise _Cancelled
                    return reply
                continue
            if told:
                if time.monotonic() > deadline:
                    self._end()
                    raise _Cancelled
            elif cancel is not None and cancel.is_set():
                self._send(process, Cancel(request.id))
                told, deadline = True, time.monotonic() + _GRACE_S
            elif time.monotonic() > deadline:
                raise _Died  # the command has a time of its own, and says so when that is over too
            elif limit := process.over_limit():
                self._end()
                raise _no_answer(f"mypy was stopped: {in_words(limit, self._limits)}.")

    def _started(self) -> Process:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        try:
            process = start(
                [sys.executable, "-I", "-B", "-m", "prodtutor.checking.types.service"],
                cwd=Path(sys.prefix),
                env=bare_environment(),
                limits=self._limits,
            )
        except CannotJudge as error:
            raise _Died from error
        replies: queue.SimpleQueue[Done | None] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(process, replies), daemon=True, name="types").start()
        self._process, self._replies = process, replies
        if self._open != self._closed:  # by another thread, while we were at it
            self._end()
        self._still_open()
        return process

    def _send(self, process: Process, message: Request) -> None:
        try:
            if process.stdin is not None:
                process.stdin.write(msgspec.json.encode(message) + b"\n")
        except (OSError, ValueError) as error:
            raise _Died from error

    def _command(
        self,
        targets: Sequence[str],
        options: TypeOptions,
        code: Path,
        lent: Path,
        cancel: threading.Event | None,
    ) -> Done:
        self._still_open()
        command = [sys.executable, "-I", "-m", "mypy", *_arguments(targets, options, lent)]
        env = bare_environment(MYPYPATH=str(options.libraries or ""))
        done = run(command, cwd=code, env=env, limits=self._limits, cancel=cancel)
        if done.cancelled:
            raise _Cancelled
        if done.limit:
            raise _no_answer(f"mypy was stopped: {in_words(done.limit, self._limits)}.")
        return Done("", done.status, done.out.decode(errors="replace"), done.err.decode(errors="replace"))

    def _still_open(self) -> None:
        if self._open != self._closed:
            raise _no_answer("mypy was ended with the tutor.")

    @contextmanager
    def _turn(self, cancel: threading.Event | None) -> Iterator[None]:
        while not self._lock.acquire(timeout=_LOOK_EVERY_S):
            if cancel is not None and cancel.is_set():
                raise _Cancelled
        try:
            yield
        finally:
            self._lock.release()


def _arguments(targets: Sequence[str], options: TypeOptions, cache: Path) -> tuple[str, ...]:
    return (
        *("--config-file=", *options.flags, "--python-version", options.python),
        *("--no-site-packages", "--follow-imports=silent", "--explicit-package-bases"),
        *("--cache-dir", str(cache), "--sqlite-num-shards=1", "--output=json", "--no-error-summary", "--", *targets),
    )


@contextmanager
def _room(files: Mapping[str, bytes]) -> Iterator[tuple[Path, Path]]:
    """A folder with just these files, and the place for a cache folder beside it; both gone when the run is over."""
    root = Path(tempfile.mkdtemp(prefix="prodtutor-types-")).resolve()
    try:
        code = root / "code"
        code.mkdir()
        for name, data in files.items():
            path = code / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        yield code, root / "cache"
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _read(done: Done) -> list[Report] | None:
    """The reports, or None when this is no answer of mypy's."""
    try:
        reports = [msgspec.json.decode(line, type=Report) for line in done.out.splitlines() if line.startswith("{")]
    except msgspec.MsgspecError:
        return None
    return reports if done.status in (0, 1) or (done.status > 0 and reports) else None


def _listen(process: Process, replies: queue.SimpleQueue[Done | None]) -> None:
    decoder = msgspec.json.Decoder(Done)
    with contextlib.suppress(OSError, ValueError, msgspec.MsgspecError):
        if process.stdout is not None:
            with io.BufferedReader(process.stdout) as lines:  # type: ignore[type-var]
                for line in lines:
                    replies.put(decoder.decode(line))
    replies.put(None)


def _no_answer(message: str) -> CannotJudge:
    return CannotJudge("mypy did not answer", message, "Run `prodtutor doctor`.")
