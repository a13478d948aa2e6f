"""Judges the learner's own Ruff configuration: what it makes the pinned Ruff say about files that we choose.

The configuration is data of a stranger, and Ruff obeys it. So Ruff works in a scratch folder that holds the
configuration and the chosen files, nothing else. What a configuration could reach beyond that is bounded here:

- `extend` may lead to files of the learner's folder only; Ruff would print lines of any other file as an error.
- `cache-dir` and `src` are set by us on the command line, which wins; nothing is cached, nothing is fixed.
- `exclude`, `include`, `per-file-ignores`, `format.exclude` work as they would for a colleague: Ruff is given the
  folder, not the names. `.gitignore` files are not read.
- `required-version`, an unknown rule and a mistake in the file make Ruff refuse: a `ConfigProblem` says so.
- What takes too long (a thousand patterns, say) is stopped: a `ConfigProblem` as well.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from prodtutor.checking.ruff import executable
from prodtutor.checkkit.current import current
from prodtutor.checkkit.errors import CheckMistake
from prodtutor.checkkit.explain import shorten
from prodtutor.processes import Completed, Limits, bare_environment, run
from prodtutor.processes.limits import in_words

NAMES = (".ruff.toml", "ruff.toml", "pyproject.toml")
"""Where Ruff looks, the first that is there wins; a pyproject.toml counts when it has a `[tool.ruff]` table."""

_LIMITS = Limits(wall_s=10, output_bytes=4 << 20)
_LARGEST = 256 * 1024
_MOST_EXTENDS = 10
_PICTURE = re.compile(r"\d*\s*\|")
_FIXED = (
    "--no-cache",
    "--no-respect-gitignore",
    "--quiet",
    "--config",
    "cache-dir='.'",
    "--config",
    "src=['.', 'src']",
)


class ConfigProblem(Exception):
    """The configuration cannot be used. The text says why, in plain words, and is fit to be shown."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One thing that Ruff says about a chosen file."""

    file: str
    code: str
    line: int
    message: str


class RuffConfig:
    """The configuration in the top folder of the learner's files.

    Raises ConfigProblem when there is none or when it leads out of the folder.
    """

    def __init__(self, files: Mapping[str, bytes], scratch: Path, cancel: threading.Event | None = None) -> None:
        """files: the learner's, name -> bytes. scratch: where folders are made; each is removed when it was used."""
        self._scratch, self._cancel = scratch, cancel
        found = [name for name in NAMES if name in files and (name != NAMES[-1] or _has_table(files[name]))]
        if not found:
            raise ConfigProblem("there is no Ruff configuration in your folder")
        self.name = found[0]
        """The file that Ruff reads."""
        self.python_files: dict[str, str] = {
            name: text.decode("utf-8", "replace") for name, text in files.items() if name.endswith(".py")
        }
        """The learner's own Python files as they wrote them, comments to tools included: name -> text."""
        self._files: dict[str, bytes] = {}
        self._tables: list[dict[str, Any]] = []
        self._collect(files)

    @classmethod
    def of_the_learner(cls) -> RuffConfig:
        """The configuration in the folder that is being judged, as the learner wrote it."""
        run = current()
        return cls(run.original, run.scratch, run.cancel)

    @property
    def chooses_rules(self) -> bool:
        """Whether the configuration itself, or one that it extends, has a `select` with something in it."""
        return any(_lint(table).get("select") or table.get("select") for table in self._tables)

    def settings(self, *names: str) -> dict[str, object]:
        """Those of the settings (such as `format.quote-style`) that are there -> their values, the nearest file's."""
        found: dict[str, object] = {}
        for name in names:
            *tables, key = name.split(".")
            for table in self._tables:
                at: object = table
                for part in tables:
                    at = at.get(part) if isinstance(at, dict) else None
                if isinstance(at, dict) and key in at:
                    found[name] = at[key]
                    break
        return found

    def check(self, files: Mapping[str, str]) -> tuple[Reported, ...]:
        """What `ruff check .` reports in a folder with these files. Raises ConfigProblem when Ruff refuses."""
        out, _, root = self._run(("check", "--exit-zero", "--no-fix", "--output-format", "json"), files)
        return tuple(_reported(report, root) for report in json.loads(out or b"[]"))

    def formatted(self, files: Mapping[str, str]) -> Mapping[str, str]:
        """These files as `ruff format .` leaves them in a folder of theirs. Raises ConfigProblem when Ruff refuses."""
        return self._run(("format",), files)[1]

    def _run(self, options: tuple[str, ...], files: Mapping[str, str]) -> tuple[bytes, dict[str, str], Path]:
        """Ruff's output, the files afterwards, and the folder in which it worked (which is gone)."""
        root = Path(os.path.realpath(tempfile.mkdtemp(prefix="ruff-", dir=self._scratch)))
        paths = {name: root.joinpath(*_parts(name)) for name in files}
        try:
            for name, data in self._files.items():
                _write(root.joinpath(*_parts(name)), data)
            for name, text in files.items():
                _write(paths[name], text.encode())
            command = [str(executable()), *options, "--config", self.name, *_FIXED, "."]
            done = run(command, cwd=root, env=bare_environment(), limits=_LIMITS, cancel=self._cancel)
            if done.limit is not None:
                raise ConfigProblem(f"Ruff was stopped with your {self.name}: {in_words(done.limit, _LIMITS)}")
            if done.status != 0:
                raise ConfigProblem(f"Ruff refuses your {self.name}: {_why(done, root)}")
            return done.out, {name: path.read_bytes().decode() for name, path in paths.items()}, root
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def _collect(self, files: Mapping[str, bytes]) -> None:
        """Follow `extend` from file to file; keep what Ruff may read."""
        name = self.name
        for _ in range(_MOST_EXTENDS):
            self._files[name] = files[name]
            table = _table(name, files[name])
            self._tables.append(table)
            target = table.get("extend")
            if not isinstance(target, str):
                return
            name = _inside(name, target)
            if name not in files:
                raise ConfigProblem(f"{self.name} extends {shorten(target, 80)!r}, which is not in your folder")
            if name in self._files:
                raise ConfigProblem(f"{self.name} extends itself in the end")
        raise ConfigProblem(f"{self.name} extends a file that extends a file, more than {_MOST_EXTENDS} times")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _has_table(data: bytes) -> bool:
    """Whether a pyproject.toml has something for Ruff. One that is no TOML may have: Ruff would complain of it."""
    try:
        return "ruff" in (_parsed(data).get("tool") or {})
    except (ValueError, RecursionError, TypeError):
        return True


def _table(name: str, data: bytes) -> dict[str, Any]:
    if len(data) > _LARGEST:
        raise ConfigProblem(f"{name} is larger than {_LARGEST // 1024} KB")
    try:
        found = _parsed(data)
        table = found.get("tool", {}).get("ruff", {}) if PurePosixPath(name).name == NAMES[-1] else found
    except (ValueError, AttributeError) as error:  # not UTF-8, not TOML, or `tool` is no table
        raise ConfigProblem(f"{name} cannot be read as TOML 1.0: {shorten(str(error), 160)}") from None
    except RecursionError:
        raise ConfigProblem(f"{name} is nested too deeply") from None
    if not isinstance(table, dict):
        raise ConfigProblem(f"tool.ruff in {name} is no table")
    return table


def _parsed(data: bytes) -> dict[str, Any]:
    return tomllib.loads(data.decode("utf-8"))


def _lint(table: dict[str, Any]) -> dict[str, Any]:
    found = table.get("lint")
    return found if isinstance(found, dict) else {}


def _inside(name: str, target: str) -> str:
    """The file that `extend = target` in the file `name` means. Raises ConfigProblem when it may be elsewhere.

    Ruff expands `~` and `$NAME`: on another machine they mean something else.
    """
    problem = ConfigProblem(
        f"{name} extends {shorten(target, 80)!r}. A colleague who clones your project does not have that file: "
        "extend files of this folder only"
    )
    if target.startswith("~") or "$" in target or "\\" in target or "\0" in target:
        raise problem
    if PurePosixPath(target).is_absolute() or PureWindowsPath(target).drive:
        raise problem
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for part in PurePosixPath(target).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            raise problem
    return "/".join(parts)


def _parts(name: str) -> tuple[str, ...]:
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
        raise CheckMistake(f"{name!r} is not a name inside a folder")
    return parts


def _reported(report: dict[str, Any], root: Path) -> Reported:
    file = Path(report["filename"])
    name = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
    line = (report.get("location") or {}).get("row") or 1
    return Reported(name, report.get("code") or "syntax", line, shorten(report.get("message") or "", 200))


def _why(done: Completed, root: Path) -> str:
    """The causes that Ruff names, in one line, without its picture of the place and the list of all keys it knows."""
    lines = [line.strip().removeprefix("Cause: ") for line in done.err.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line and line != "ruff failed" and not _PICTURE.match(line)]
    lines = [line for line in lines if not line.startswith("Failed to")] or lines
    text = "; ".join(lines).replace(f"{root}{os.sep}", "").partition(", expected one of")[0]
    return shorten(text or f"it ended with status {done.status}", 300)
