"""Start a process in a session of its own, and end it with everything that it started."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from prodtutor.errors import CannotJudge
from prodtutor.processes.descendants import descendants, proportional_bytes, resident_bytes
from prodtutor.processes.limits import Limits
from prodtutor.processes.system import system

PIPE = subprocess.PIPE
DEVNULL = subprocess.DEVNULL
_FREEZE_ROUNDS = 100

_live: dict[int, Process] = {}
_lasting: set[int] = set()
_live_lock = threading.Lock()


class Child(Protocol):
    """What starts and waits: `subprocess` for a process of our own, or a fork server (`forked`)."""

    @property
    def pid(self) -> int: ...

    @property
    def stdin(self) -> IO[bytes] | None: ...

    @property
    def stdout(self) -> IO[bytes] | None: ...

    @property
    def stderr(self) -> IO[bytes] | None: ...

    @property
    def lines(self) -> tuple[int, ...]:
        """Descriptors of which one is readable when there may be news of the end; empty where there is none."""

    @property
    def lost(self) -> str:
        """Why nobody knows how it ended; empty when that is known, or while it runs."""

    def poll(self) -> int | None:
        """The exit status when it is over (negative: the signal that ended it), else None."""

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait up to `timeout` seconds; the exit status, or None when it still runs."""

    def release(self) -> None:
        """Nobody asks any more. Safe to call twice."""


class _Spawned:
    lost = ""
    lines = ()

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self._popen = popen
        self.pid = popen.pid
        self.stdin, self.stdout, self.stderr = popen.stdin, popen.stdout, popen.stderr

    def poll(self) -> int | None:
        return self._popen.poll()

    def wait(self, timeout: float | None = None) -> int | None:
        try:
            return self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def release(self) -> None:
        """`Popen` has nothing to give back."""


class Process:
    """A running child. `limit` names the limit that ended it, or is None."""

    def __init__(self, child: Child, limits: Limits | None) -> None:
        self._child = child
        self.limits = limits
        self.limit: str | None = None
        self.pid = child.pid

    @property
    def stdin(self) -> IO[bytes] | None:
        return self._child.stdin

    @property
    def stdout(self) -> IO[bytes] | None:
        return self._child.stdout

    @property
    def stderr(self) -> IO[bytes] | None:
        return self._child.stderr

    @property
    def lines(self) -> tuple[int, ...]:
        """Descriptors of which one is readable when there may be news of the end; empty where there is none."""
        return self._child.lines

    @property
    def lost(self) -> str:
        """Why nobody knows how it ended (whoever started it is gone); empty when that is known, or while it runs."""
        return self._child.lost

    def poll(self) -> int | None:
        """The exit status when the process is over (negative: the signal that ended it), else None."""
        return self._forget_if(self._child.poll())

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait up to `timeout` seconds; return the exit status, or None when it still runs."""
        return self._forget_if(self._child.wait(timeout))

    def over_limit(self) -> str | None:
        """Name the limit on processes or memory that the tree is over right now, or None. Kills nothing."""
        if self.limits is None:
            return None
        family = [self.pid, *descendants(self.pid, at_most=self.limits.processes + 1)]
        if len(family) > self.limits.processes:
            return "processes"
        # The quick figure counts what forked processes share once for each of them; the exact one is slow.
        return self._exactly_over() if resident_bytes(family) > self.limits.memory_bytes else None

    def _exactly_over(self) -> str | None:
        """The same, with the tree held still: one that forks all the time would keep us waiting for its memory."""
        if self.limits is None:
            return None
        family = self._freeze()
        try:
            if len(family) > self.limits.processes:
                return "processes"
            return "memory_bytes" if proportional_bytes(family) > self.limits.memory_bytes else None
        finally:
            system.resume_group(self.pid)
            for pid in family:
                system.resume(pid)

    def _freeze(self) -> list[int]:
        """Stop the process and all its descendants, parents first, until there is none that was not stopped."""
        system.stop_group(self.pid)  # all of it at once
        system.stop(self.pid)
        stopped = {self.pid: None}
        for _ in range(_FREEZE_ROUNDS):
            fresh = [pid for pid in descendants(self.pid) if pid not in stopped]
            if not fresh:
                break
            for pid in fresh:
                system.stop(pid)
            stopped.update(dict.fromkeys(fresh))
        return list(stopped)

    def interrupt(self) -> None:
        """Send what Ctrl-C sends."""
        system.interrupt_group(self.pid)

    def kill_tree(self, limit: str | None = None) -> None:
        """Kill the process with all its descendants and wait until it is gone. Safe to call twice."""
        if limit and self.limit is None:
            self.limit = limit
        if self._child.poll() is None:
            family = self._freeze()  # so that nothing is forked behind our back
            system.kill_group(self.pid)
            system.kill(self.pid)
            for pid in family:
                system.kill(pid)
        else:
            system.kill_group(self.pid)
        self._forget_if(self._child.wait())

    def close(self) -> None:
        """Kill the tree and close the pipes."""
        self.kill_tree()
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._child.release()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget_if(self, status: int | None) -> int | None:
        if status is not None:
            with _live_lock:
                if _live.get(self.pid) is self:
                    del _live[self.pid]
                    _lasting.discard(self.pid)
        return status


def live_processes(*, lasting: bool = False) -> frozenset[int]:
    """The ids of the processes started here that have not been waited for; those meant to last only if asked for."""
    with _live_lock:
        return frozenset(_live if lasting else _live.keys() - _lasting)


def end_all(*, lasting: bool = False) -> None:
    """Kill every process started here, with its descendants. Whoever waits for one of them gets its end.

    Those meant to last (a fork server) are killed only if `lasting` says so.
    """
    with _live_lock:
        running = [process for pid, process in _live.items() if lasting or pid not in _lasting]
    for process in running:
        process.kill_tree()


def take_over(child: Child, limits: Limits | None = None) -> Process:
    """Count a child that a fork server of ours has made as started here."""
    process = Process(child, limits)
    with _live_lock:
        _live[child.pid] = process
    return process


def start(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    limits: Limits | None = None,
    stdin: int | IO[bytes] | None = PIPE,
    stdout: int | IO[bytes] | None = PIPE,
    stderr: int | IO[bytes] | None = DEVNULL,
    own_session: bool = True,
    pass_fds: Sequence[int] = (),
    lasting: bool = False,
) -> Process:
    """Start `command` in `cwd` with exactly the environment `env`.

    `own_session` is False only for programs that must share the learner's terminal, such as an editor. pass_fds:
    descriptors of ours that the program gets under the same numbers (not on Windows). `lasting` is True for a server
    that lives as long as we do: it is no stray, and `end_all` spares it.
    Raises CannotJudge when the program cannot be started.
    """
    options = system.start_options() if own_session else {}
    try:
        with _live_lock:  # between fork and the entry in `_live` nobody may take the child for a stray
            popen = subprocess.Popen(
                list(command),
                cwd=cwd,
                env=dict(env),
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                bufsize=0,
                pass_fds=pass_fds,
                **options,
            )
            process = _live[popen.pid] = Process(_Spawned(popen), limits)
            if lasting:
                _lasting.add(popen.pid)
    except (OSError, ValueError) as error:
        raise CannotJudge(
            "A program did not start",
            f"{command[0]} could not be started in {cwd}: {error}.",
            "Run `prodtutor doctor` to see what is missing.",
        ) from error
    return process
