"""The command `mypy`: its arguments, the folder that it works in, and what its output says."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from prodtutor.checking.types.messages import Done
from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, bare_environment, run
from prodtutor.processes.limits import in_words


class Cancelled(Exception):
    """Nobody waits for the answer any more."""


class Report(msgspec.Struct, frozen=True):
    """One line of `mypy --output json`."""

    file: str
    line: int
    column: int
    message: str
    code: str | None
    severity: str
    hint: str | None = None
    end_line: int = -1
    """Less than 1 when mypy does not say."""
    end_column: int = -1
    """Behind the last character, from 0; less than 0 when mypy does not say."""


@dataclass(frozen=True, slots=True)
class TypeOptions:
    """What a run of mypy depends on, beside the files."""

    flags: tuple[str, ...]
    """Options of mypy's command that change what it reports."""
    python: str
    """The version to check for, as in "3.11"."""
    libraries: Path | None
    """The folder with the packages that may be imported, if any."""


def arguments(targets: Sequence[str], options: TypeOptions, cache: Path) -> tuple[str, ...]:
    """The arguments of a run in a room. `cache` is mypy's cache folder."""
    return (
        *("--config-file=", *options.flags, "--python-version", options.python),
        *("--no-site-packages", "--follow-imports=silent", "--explicit-package-bases"),
        *("--cache-dir", str(cache), "--sqlite-num-shards=1", "--output=json", "--no-error-summary", "--", *targets),
    )


@contextmanager
def room(files: Mapping[str, bytes]) -> Iterator[tuple[Path, Path]]:
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


def run_command(
    targets: Sequence[str],
    options: TypeOptions,
    code: Path,
    cache: Path,
    limits: Limits,
    cancel: threading.Event | None,
) -> Done:
    """Run the command in the folder `code`. Raises Cancelled, and CannotJudge when it had to be stopped."""
    command = [sys.executable, "-I", "-m", "mypy", *arguments(targets, options, cache)]
    env = bare_environment(MYPYPATH=str(options.libraries or ""))
    done = run(command, cwd=code, env=env, limits=limits, cancel=cancel)
    if done.cancelled:
        raise Cancelled
    if done.limit:
        raise no_answer(f"mypy was stopped: {in_words(done.limit, limits)}.")
    return Done("", done.status, done.out.decode(errors="replace"), done.err.decode(errors="replace"))


def read(done: Done) -> list[Report] | None:
    """The reports, or None when this is no answer of mypy's."""
    try:
        reports = [msgspec.json.decode(line, type=Report) for line in done.out.splitlines() if line.startswith("{")]
    except msgspec.MsgspecError:
        return None
    return reports if done.status in (0, 1) or (done.status > 0 and reports) else None


def no_answer(message: str) -> CannotJudge:
    """The error for a run that came to nothing."""
    return CannotJudge("mypy did not answer", message, "Run `prodtutor doctor`.")
