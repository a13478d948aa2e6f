"""Start a process in a session of its own, and end it with everything that it started."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from prodtutor.errors import CannotJudge
from prodtutor.processes.descendants import descendants, resident_bytes
from prodtutor.processes.limits import Limits
from prodtutor.processes.system import system

PIPE = subprocess.PIPE
DEVNULL = subprocess.DEVNULL

_live: dict[int, Process] = {}
_live_lock = threading.Lock()


class Process:
    """A running child. `limit` names the limit that ended it, or is None."""

    def __init__(self, popen: subprocess.Popen[bytes], limits: Limits | None) -> None:
        self._popen = popen
        self.limits = limits
        self.limit: str | None = None
        self.pid = popen.pid

    @property
    def stdin(self) -> IO[bytes] | None:
        return self._popen.stdin

    @property
    def stdout(self) -> IO[bytes] | None:
        return self._popen.stdout

    @property
    def stderr(self) -> IO[bytes] | None:
        return self._popen.stderr

    def poll(self) -> int | None:
        """The exit status when the process is over (negative: the signal that ended it), else None."""
        return self._forget_if(self._popen.poll())

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait up to `timeout` seconds; return the exit status, or None when it still runs."""
        try:
            return self._forget_if(self._popen.wait(timeout))
        except subprocess.TimeoutExpired:
            return None

    def over_limit(self) -> str | None:
        """Name the limit on processes or memory that the tree is over right now, or None. Kills nothing."""
        if self.limits is None:
            return None
        family = [self.pid, *descendants(self.pid, at_most=self.limits.processes + 1)]
        if len(family) > self.limits.processes:
            return "processes"
        return "memory_bytes" if resident_bytes(family) > self.limits.memory_bytes else None

    def interrupt(self) -> None:
        """Send what Ctrl-C sends."""
        system.interrupt_group(self.pid)

    def kill_tree(self, limit: str | None = None) -> None:
        """Kill the process with all its descendants and wait until it is gone. Safe to call twice."""
        if limit and self.limit is None:
            self.limit = limit
        if self._popen.poll() is None:
            # Freeze parents first: a child cannot be forked behind our back while we walk the tree.
            system.stop(self.pid)
            family = descendants(self.pid)
            for pid in family:
                system.stop(pid)
            family = descendants(self.pid) or family
            system.kill_group(self.pid)
            system.kill(self.pid)
            for pid in family:
                system.kill(pid)
        else:
            system.kill_group(self.pid)
        self._forget_if(self._popen.wait())

    def close(self) -> None:
        """Kill the tree and close the pipes."""
        self.kill_tree()
        for pipe in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _forget_if(self, status: int | None) -> int | None:
        if status is not None:
            with _live_lock:
                _live.pop(self.pid, None)
        return status


def live_processes() -> frozenset[int]:
    """The ids of the processes started here that have not been waited for."""
    with _live_lock:
        return frozenset(_live)


def end_all() -> None:
    """Kill every process started here, with its descendants. Whoever waits for one of them gets its end."""
    with _live_lock:
        running = list(_live.values())
    for process in running:
        process.kill_tree()


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
) -> Process:
    """Start `command` in `cwd` with exactly the environment `env`.

    `own_session` is False only for programs that must share the learner's terminal, such as an editor.
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
                **options,
            )
            process = Process(popen, limits)
            _live[popen.pid] = process
    except (OSError, ValueError) as error:
        raise CannotJudge(
            "A program did not start",
            f"{command[0]} could not be started in {cwd}: {error}.",
            "Run `prodtutor doctor` to see what is missing.",
        ) from error
    return process
