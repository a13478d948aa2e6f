"""A host whose processes are forked from a zygote, where that makes no difference; else the zygote starts Python anew.

Differences that remain between a forked program and one on a new interpreter, all of them small:

- the hash seed is the zygote's, so that sets of texts keep one order during a run of the checks;
- addresses of objects repeat; `sys.flags.unbuffered` is 0 in a worker; `sys.meta_path` has one entry more;
- `import collections` and `import importlib` bring `collections.abc` and `importlib.machinery` along;
- `/proc/self/cmdline`, `/proc/self/environ` and the parent's id are the zygote's;
- at the end, objects are not deleted that only a module of the standard library, or `builtins`, holds.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from prodtutor import processes
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.host import Host
from prodtutor.errors import CannotJudge
from prodtutor.processes import Completed, Limits, Process, ZygoteLost

_TASKS = 6
"""In a sandbox there may be so many times the processes of one subject: there are several, and threads count too."""


class ForkHost(Host):
    """Forks from `server`, which lives as long as this host or longer; several hosts may share one.

    While the server has never been ready, and there is no sandbox, processes are spawned.
    """

    def __init__(self, server: ForkServer, libraries: Path | None = None, limits: Limits | None = None) -> None:
        super().__init__(libraries, limits)
        self.server = server
        if server.sandbox is not None:
            self.launch, self.libraries = server.launch, server.libraries

    def start_worker(self, root: Path, output: Path, env: Mapping[str, str]) -> Process:
        """As in `Host`. Raises ZygoteLost when the zygote is gone."""
        if self._spawns():
            return super().start_worker(root, output, env)
        process, _ = self.server.fork(
            "worker",
            self.worker_config(root, output),
            (),
            command=self.worker_command(root, output),
            cwd=root,
            env=env,
            limits=self.limits,
            unbuffered=True,
            stderr=False,
            look_in=[root],
        )
        return process

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
        """As in `Host`. Raises ZygoteLost when the zygote was killed and took the program's exit status along."""
        if self._spawns():
            return super().run(argv, cwd=cwd, env=env, stdin=stdin, timeout=timeout, cancel=cancel)
        limits = self.limits if timeout is None else dataclasses.replace(self.limits, wall_s=timeout)
        process, child = self.server.fork(
            "program",
            self.config(limits),
            argv,
            command=self.command(argv, limits),
            cwd=cwd,
            env=env,
            limits=limits,
            look_in=[cwd] if argv[0] == "-m" else [cwd, (cwd / argv[0]).parent],
        )
        done = processes.attend(process, limits, stdin=stdin, cancel=cancel)
        if child.lost and done.limit is None and not done.cancelled:
            raise ZygoteLost(child.lost)
        if child.failed:
            raise CannotJudge("A program did not start", f"{argv[0]} could not be started in {cwd}: {child.failed}.")
        return done

    def config(self, limits: Limits) -> dict[str, object]:
        """As in `Host`; in a sandbox the system counts a user's processes apart from all others of that user.

        (It counts none of root's: those are watched from outside only.)
        """
        config = super().config(limits)
        if self.server.sandbox is not None and _counts_in_sandbox():
            config["limits"] = {**limits.to_json(), "user_processes": _TASKS * limits.processes}
        return config

    def _spawns(self) -> bool:
        return self.server.sandbox is None and not self.server.was_ready and not self.server.wait_ready(0)


def _counts_in_sandbox() -> bool:
    if sys.platform != "linux" or os.getuid() == 0:
        return False
    numbers = os.uname().release.split(".")
    return all(number.isdigit() for number in numbers[:2]) and [int(number) for number in numbers[:2]] >= [5, 14]
