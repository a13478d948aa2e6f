"""A host whose processes are forked from a zygote, where that is possible and makes no difference; else spawned.

Differences that remain between a forked program and one on a new interpreter, all of them small:

- the hash seed is the zygote's, so that sets of texts keep one order from run to run, until there is a new zygote;
- addresses of objects repeat; `sys.flags.unbuffered` is 0 in a worker; `sys.meta_path` has one entry more;
- `import collections` and `import importlib` bring `collections.abc` and `importlib.machinery` along;
- `/proc/self/cmdline`, `/proc/self/environ` and the parent's id are the zygote's;
- at the end, objects are not deleted that only a module of the standard library, or `builtins`, holds.
"""

from __future__ import annotations

import dataclasses
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from prodtutor import processes
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.host import Host
from prodtutor.errors import CannotJudge
from prodtutor.processes import Completed, Limits, Process

_SOURCES = (".py", ".pyc", ".so")
_MOST_FILES = 2_000


class ForkHost(Host):
    """Forks from `server`, which lives longer than this host; several hosts may share one."""

    def __init__(self, server: ForkServer, libraries: Path | None = None, limits: Limits | None = None) -> None:
        super().__init__(libraries, limits)
        self.server = server

    def start_worker(self, root: Path, output: Path, env: Mapping[str, str]) -> Process:
        """As in `Host`."""
        made = None
        if self._can_fork(root):
            made = self.server.fork(
                "worker",
                self.worker_config(root, output),
                (),
                command=self.worker_command(root, output),
                cwd=root,
                env=env,
                limits=self.limits,
                unbuffered=True,
                stderr=False,
            )
        return made[0] if made else super().start_worker(root, output, env)

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: bytes = b"",
        timeout: float | None = None,
        cancel: threading.Event | None = None,
    ) -> Completed:
        """As in `Host`. Raises CannotJudge when the zygote was killed and took the program's exit status along."""
        limits = self.limits if timeout is None else dataclasses.replace(self.limits, wall_s=timeout)
        made = None
        if self._can_fork(cwd, *() if argv[0] == "-m" else ((cwd / argv[0]).parent,)):
            command = self.command(argv, limits)
            made = self.server.fork(
                "program", self.config(limits), argv, command=command, cwd=cwd, env=env, limits=limits
            )
        if made is None:
            return super().run(argv, cwd=cwd, env=env, stdin=stdin, timeout=timeout, cancel=cancel)
        process, child = made
        done = processes.attend(process, limits, stdin=stdin, cancel=cancel)
        if child.lost and done.limit is None and not done.cancelled:
            raise CannotJudge(
                "A program's end was not seen",
                f"The process that had started {argv[0]} was killed, and with it what is known of its end.",
                "Check again. Does the program kill its parent process?",
            )
        return done

    def _can_fork(self, *folders: Path) -> bool:
        """Whether the zygote is there and no file of the learner's has the name of a module that it holds ready.

        A learner's own `queue.py` must be found by whatever imports `queue`, the standard library included.
        """
        names = self.server.names()
        return names is not None and not any(_shadows(file, names) for file in _files(folders))


def _shadows(file: str, names: frozenset[str]) -> bool:
    stem, _, ending = file.partition(".")
    return stem in names and (not ending or file.endswith(_SOURCES))


def _files(folders: Iterable[Path]) -> Iterable[str]:
    """The names of all files and folders below `folders`. Of a tree beyond all measure, one that shadows a module."""
    seen = 0
    for folder in dict.fromkeys(folders):
        for _, subfolders, files in os.walk(folder):
            seen += len(files) + len(subfolders)
            if seen > _MOST_FILES:
                yield "os.py"
                return
            yield from files
            yield from subfolders
