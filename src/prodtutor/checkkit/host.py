"""How a worker and a program of the learner's are started. A sandbox or a fork server takes this class's place."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import importlib.util
import json
import os
import py_compile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from prodtutor import processes
from prodtutor.checking import subject as _inside
from prodtutor.processes import Completed, Limits, Process, base_interpreter

LAUNCH = Path(_inside.__file__).parent / "launch.py"
FLAGS = ("-I", "-S", "-B", "-X", "utf8")


def interpreter() -> str:
    """The Python that runs the learner's code: the one we run on, without its virtual environment's launcher."""
    return base_interpreter()


@functools.cache
def compile_subject() -> None:
    """Have Python keep the subject's modules compiled: it does so for what is imported here, but not in the subject."""
    for module in LAUNCH.parent.glob("*.py"):
        with contextlib.suppress(OSError, NotImplementedError):
            kept = Path(importlib.util.cache_from_source(str(module)))
            if not kept.exists() or kept.stat().st_mtime < module.stat().st_mtime:
                py_compile.compile(str(module), quiet=2)


class Host:
    """Starts processes by spawning them: portable, without a sandbox. `fork_host` is the fast twin."""

    def __init__(self, libraries: Path | None = None, limits: Limits | None = None) -> None:
        """libraries: a folder with nothing but the third-party packages that the learner may import."""
        self.libraries = libraries
        self.launch = LAUNCH
        """The launcher. These two are paths as the learner's processes see them."""
        self.limits = limits or Limits()

    def start_worker(self, root: Path, output: Path, env: Mapping[str, str]) -> Process:
        """Start a subject for the learner's files in `root`; what they print goes to the file `output`.

        stdin and stdout of the result are the wire. Raises CannotJudge when Python cannot be started.
        """
        return processes.start(self.worker_command(root, output), cwd=root, env=env, limits=self.limits)

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
        """Run a script (or `-m`, module) with its arguments on a fresh interpreter; timeout in seconds."""
        limits = self.limits if timeout is None else dataclasses.replace(self.limits, wall_s=timeout)
        command = self.command(argv, limits)
        return processes.run(command, cwd=cwd, env=env, stdin=stdin, limits=limits, cancel=cancel)

    def command(self, argv: Sequence[str], limits: Limits, *, unbuffered: bool = False) -> list[str]:
        """The command line that runs a script (or `-m`, module) with its arguments on a fresh interpreter."""
        flags = (*FLAGS, "-u") if unbuffered else FLAGS
        return [interpreter(), *flags, str(self.launch), "program", json.dumps(self.config(limits)), *argv]

    def worker_command(self, root: Path, output: Path) -> list[str]:
        """The command line that starts a subject."""
        config = json.dumps(self.worker_config(root, output))
        return [interpreter(), *FLAGS, "-u", str(self.launch), "worker", config]

    def worker_config(self, root: Path, output: Path) -> dict[str, object]:
        """What a subject must know."""
        return {"root": str(root), "output": str(output), **self.config(self.limits)}

    def config(self, limits: Limits) -> dict[str, object]:
        """What every process of the learner's must know."""
        return {"libraries": str(self.libraries) if self.libraries else None, "limits": limits.to_json()}


def environment(scratch: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the learner's code sees as its environment: the system's needs, folders of its own, and `more`."""
    temporary = str(scratch / "tmp")
    base = {"LANG": "C.UTF-8", "HOME": str(scratch / "home"), "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary}
    if os.name == "nt":
        system = os.environ.get("SYSTEMROOT", r"C:\Windows")
        base |= {"SYSTEMROOT": system, "PATH": rf"{system}\System32", "USERPROFILE": base["HOME"]}
    else:
        base["PATH"] = "/usr/local/bin:/usr/bin:/bin"
    return base | dict(more or {})
