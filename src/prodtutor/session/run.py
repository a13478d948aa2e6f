"""Run the learner's program, or a tool, in their folder, with the lesson's services up."""

from __future__ import annotations

import os
import shutil
import sysconfig
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checkkit.host import Host, interpreter
from prodtutor.checkkit.services import fill, started
from prodtutor.errors import UsageProblem
from prodtutor.processes import Limits, bare_environment, run
from prodtutor.processes.limits import in_words
from prodtutor.processes.run import OnOutput
from prodtutor.session.open import OpenLesson

LIMITS = Limits(wall_s=600, cpu_s=300, memory_bytes=2 << 30, processes=128, output_bytes=5 << 20)
"""The learner's own runs may take longer and print more than a run in a check."""

_PYTHONS = ("python", "python3", "py", "python.exe")


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """How a run of the learner's own ended."""

    status: int
    """The exit status; 128 + N when signal N ended it, as a shell says it."""
    limit: str | None
    """In plain words, the limit that ended it, or None."""
    notes: tuple[str, ...]
    """What the lesson's services have seen, a line each."""
    command: tuple[str, ...]
    """What was run, as the learner would type it."""


def run_program(
    opened: OpenLesson,
    command: Sequence[str] | None = None,
    *,
    on_output: OnOutput | None = None,
    stdin: bytes | IO[bytes] | None = b"",
    terminal: bool = False,
    cancel: threading.Event | None = None,
) -> ProgramRun:
    """Run `command` in the learner's folder: their program when None or when it begins with an option.

    Python scripts run as in a check: the standard library and the lesson's libraries, nothing else. The environment
    is the learner's own. `terminal` is True when the program may read from the terminal that we run in.
    Raises UsageProblem when there is no such program, CannotJudge when it cannot be started.
    """
    lesson, settings = opened.lesson, opened.tutor.settings
    with started(lesson.checks, lesson.run.services) as services:
        words = list(command or ())
        if not words or words[0].startswith("-"):
            words = ["python", lesson.run.script, *lesson.run.arguments, *words]
        words = fill(words, services)
        host = Host(libraries_folder(lesson.tools.libraries, settings.cache), LIMITS)
        done = run(
            _resolve(opened, words, host),
            cwd=opened.root,
            env=_environment(opened),
            stdin=stdin,
            limits=LIMITS,
            cancel=cancel,
            on_output=on_output,
            own_session=not terminal,
        )
        notes = tuple(line for service in services.values() for line in service.summary())
    status = done.status if done.status >= 0 else 128 - done.status
    limit = in_words(done.limit, LIMITS) if done.limit else None
    return ProgramRun(status, limit, notes, tuple(words))


def _resolve(opened: OpenLesson, words: list[str], host: Host) -> list[str]:
    first, *rest = words
    if first in _PYTHONS:
        if rest and (rest[0] == "-m" or not rest[0].startswith("-")):
            return host.command(_existing(opened, rest), LIMITS, unbuffered=True)
        return [interpreter(), *rest]
    if first.endswith(".py"):
        return host.command(_existing(opened, words), LIMITS, unbuffered=True)
    if found := shutil.which(first, path=_environment(opened)["PATH"]):
        return [found, *rest]
    raise UsageProblem(
        "No such program",
        f"There is no program {first!r} here.",
        "Without a command, the lesson's own program is run.",
    )


def _existing(opened: OpenLesson, argv: list[str]) -> list[str]:
    if argv[0] != "-m" and not (opened.root / argv[0]).is_file():
        raise UsageProblem(
            "No such file",
            f"There is no {argv[0]} in {opened.root}.",
            f"`prodtutor reset {opened.lesson.number} {argv[0]}` brings back a file that the lesson gave you.",
        )
    return argv


def _environment(opened: OpenLesson) -> dict[str, str]:
    """The learner's environment, with the tools that came with the tutor on the PATH as well."""
    own = {name: value for name, value in opened.tutor.settings.environ.items() if not name.startswith("PRODTUTOR_")}
    env = {**bare_environment(), **own}
    env["PATH"] = os.pathsep.join((env["PATH"], sysconfig.get_path("scripts")))
    env.setdefault("PYTHONUTF8", "1")
    if "NO_COLOR" not in own:
        env.pop("NO_COLOR", None)
    return env
