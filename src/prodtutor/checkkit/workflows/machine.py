"""The machine that a job runs on: a folder of its own in the sandbox, empty at first, gone when the job is over."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import secrets
import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.host import FLAGS, environment, interpreter
from prodtutor.checkkit.workflows.names import ELSEWHERE, ON_EVERY_RUNNER, TOOLS
from prodtutor.processes import Completed
from prodtutor.processes.forked import ZygoteLost

_BEFORE, _SPAN_S = 1_000_000_000, 500_000_000
Tree = Mapping[str, bytes]
"""Files: POSIX path and content."""


class Machine:
    """What a job sees: `files` is its workspace, `home`, `tmp` (with the runner's own files), `bin` with the tools."""

    def __init__(self, current: Current, empty: Path, port: int) -> None:
        """empty: a folder with nothing in it. port: where the tools ask (see `bench`)."""
        self._current = current
        self._host = current.make_host()
        self._folder = dataclasses.replace(current, stage=empty).make_folder()
        self.password = secrets.token_hex(16)
        """What its tools show to the bench."""
        self.top = self._folder.top
        self.workspace = self._folder.root
        self.temp = self.top / "tmp"
        self.bin = str(self.top / "bin")
        """The folder of the tools that belong to no virtual environment."""
        self.installed: dict[str, set[str]] = {self.bin: set(ON_EVERY_RUNNER)}
        """By folder of programs: the tools that are there, as far as the workflow can know."""
        self.paths: dict[str, list[str]] = {}
        """By folder of programs: where modules of an installed project are."""
        self.scripts: dict[str, tuple[str, str]] = {}
        """By full name of a program that an installed project brings: module and function."""
        self.pythons: list[str] = []
        """The versions of Python that were asked for."""
        self.lacking: list[str] = []
        """What the workflow has called and is not simulated."""
        self.lost: ZygoteLost | None = None
        """Set when the process is gone that starts all others: the whole run is lost."""
        words = [interpreter(), *FLAGS, str(self._host.launch), "tool", str(port), self.password]
        self._stub = f'#!/bin/sh\nexec {shlex.join(words)} "$0" "$@"\n'.encode()
        self.place_tools("bin", (*TOOLS, *ELSEWHERE))

    @property
    def libraries(self) -> Path | None:
        """The folder of the tools' packages, as it is called inside."""
        return self._host.libraries

    def has_library(self, module: str) -> bool:
        """Whether a module is among the lesson's libraries."""
        outside = self._current.libraries
        return outside is not None and any((outside / name).exists() for name in (module, f"{module}.py"))

    def has_package(self, name: str) -> bool:
        """Whether what the tool `name` needs is there; packages that are no tool count as there."""
        return name not in ("pytest", "mypy", "ruff", "hatchling") or self.has_library(name)

    @property
    def search_path(self) -> str:
        return os.pathsep.join((self.bin, "/usr/local/bin", "/usr/bin", "/bin"))

    def place_tools(self, folder: str, names: Sequence[str]) -> None:
        """Put programs that ask the bench into a folder (relative to `top`)."""
        first, *others = names
        self._folder.write_aside(f"{folder}/{first}", self._stub, executable=True)
        self._folder.link_aside(f"{folder}/{first}", others)

    def run(
        self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], timeout: float, together: bool = False
    ) -> Completed:
        """Run a program (a full name, or found on the PATH of `env`) in the folder `cwd`.

        together: what it prints as errors comes among its other output, as in a log.
        """
        script = self._host.launch.with_name("execute.py")
        # It changes to `cwd` itself: files there, taken for modules of its own, would cost a new interpreter.
        words = [str(script), *(["--together"] if together else []), str(cwd), *argv]
        return self._run(words, self.top / "home", env, timeout)

    def run_tool(self, argv: list[str], *, cwd: Path, env: Mapping[str, str], timeout: float) -> Completed:
        """Run a Python tool; `argv` is what `tool_entry` takes."""
        script = self._host.launch.with_name("tool_entry.py")
        return self._run([str(script), *argv], cwd, env, timeout)

    def _run(self, argv: list[str], cwd: Path, env: Mapping[str, str], timeout: float) -> Completed:
        return self._host.run(argv, cwd=cwd, env=self.environment(env), timeout=timeout, cancel=self._current.cancel)

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """All variables that a process sees which is given these."""
        return environment(self.top, env)

    def read(self, name: str) -> bytes | None:
        """A file, by its name relative to `top`; None when there is no regular one."""
        return self._folder.read_aside(name)

    def write(self, name: str, data: bytes, *, executable: bool = False) -> None:
        """Write a file, by its name relative to `top`; folders are made."""
        self._folder.write_aside(name, data, executable=executable)

    def inside(self, path: str | Path) -> str | None:
        """The name relative to `top` of a path that steps use; None when it lies elsewhere."""
        try:
            return Path(os.path.normpath(path)).relative_to(self.top).as_posix()
        except ValueError:
            return None

    def is_plain_folder(self, path: Path) -> bool:
        """Whether a path, as it is written, leads to a folder inside without a link; a folder without files is none."""
        inside = self.inside(path)
        if inside is None or os.path.normpath(path) != str(path):
            return False
        return inside == "files" or any(name.startswith(f"{inside}/") for name in self.everything())

    def is_tool(self, name: str) -> bool:
        """Whether the first program of that name on the `search_path` is one of ours that nobody has replaced."""
        return name in TOOLS and self.read(f"bin/{name}") == self._stub

    def put(self, tree: Tree, below: str = "files") -> None:
        """Write many files. Each gets a time that is another one for other content, which is what mypy goes by."""
        for name, data in tree.items():
            seconds = _BEFORE + int.from_bytes(hashlib.sha256(data).digest()[:4], "big") % _SPAN_S
            self._folder.write_aside(f"{below}/{name}", data, changed_at=seconds)

    def clear(self) -> None:
        """Empty the workspace."""
        for name in {name.partition("/")[0] for name in self._folder.names()}:
            self._folder.delete(name)

    def files(self, below: str = "files") -> dict[str, bytes]:
        """All regular files of a folder, but for the runner's own tools."""
        prefix = f"{below}/"
        return {name[len(prefix) :]: data for name, data in self.everything().items() if name.startswith(prefix)}

    def everything(self) -> dict[str, bytes]:
        """All files that a step may have written, but for the runner's own."""
        return {
            name: data
            for name, data in self._folder.left().items()
            if data != self._stub and not name.startswith("tmp/_runner/")
        }

    def change(self, written: Mapping[str, bytes], removed: Iterable[str]) -> None:
        """Do to the files (named as in `everything`) what a command would have done that was run elsewhere."""
        for name, data in written.items():
            self._folder.write_aside(name, data)
        for name in removed:
            if name.startswith("files/"):
                self._folder.delete(name.removeprefix("files/"))

    def close(self) -> None:
        """Remove all of it."""
        self._folder.remove()


def digest(tree: Tree, place: bytes = b"") -> str:
    """One text for equal files. place: the folder that they are in, whose name makes no difference."""
    made = hashlib.sha256()
    for name in sorted(tree):
        data = tree[name].replace(place, b"@") if place else tree[name]
        made.update(f"{len(name)}:{name}:{len(data)}:".encode("utf-8", "surrogateescape"))
        made.update(data)
    return made.hexdigest()
