"""Run the learner's program, or a tool, in their folder, with the lesson's services up."""

from __future__ import annotations

import os
import shutil
import sysconfig
import threading
from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from typing import IO

from prodtutor.checking.libraries import libraries_folder, libraries_prepared
from prodtutor.checkkit.host import Host, interpreter
from prodtutor.checkkit.server import opened_by
from prodtutor.checkkit.services import fill, started
from prodtutor.errors import CannotJudge, UsageProblem
from prodtutor.processes import Completed, Limits, Sandbox, bare_environment, find_sandbox, run
from prodtutor.processes.limits import in_words
from prodtutor.processes.run import OnOutput
from prodtutor.processes.start import PIPE
from prodtutor.session import workflow
from prodtutor.session.enclosed import Enclosure, passing_interrupts_on, view_of
from prodtutor.session.open import OpenLesson

LIMITS = Limits(wall_s=600, cpu_s=300, memory_bytes=2 << 30, processes=128, output_bytes=5 << 20)
"""The learner's own runs may take longer and print more than a run in a check."""

ENCLOSED = (
    "It ran in a sandbox: your folder and your tools are there, the network and the rest of your home are not. "
    "In a terminal of your own it has both."
)
"""Said when a tool has failed, which may be why."""

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""Name files that are not shown in a sandbox, of which tools would complain; nothing is reached from there anyway."""
_PYTHONS = ("python", "python3", "py", "python.exe")
_OFFLINE = ("ruff", "mypy", "pytest")
"""Tools that need nothing but the folder: when one of them fails, it has found something."""


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
    is the learner's own. Where there is a sandbox, they and all tools run in one (see `enclosed`). `terminal` is True
    when the program may read from the terminal that we run in. In a folder with workflows, the command `workflow` runs
    these (see `workflow`).
    Raises UsageProblem when there is no such program, CannotJudge when it cannot be started.
    """
    words = list(command or ())
    if words[:1] == [workflow.NAME] and (opened.root / ".github" / "workflows").is_dir():
        status = workflow.run_workflow(opened, words[1:], on_output)
        return ProgramRun(status, None, (), tuple(words))
    if not words or words[0].startswith("-"):
        lesson = opened.lesson
        words = ["python", lesson.run.script, *lesson.run.arguments, *words]
    host = Host(libraries_folder(opened.lesson.tools.libraries, opened.tutor.settings.cache), LIMITS)
    program = _resolve(opened, words, host)[0]
    notes: list[str] = []
    sandbox = find_sandbox() if opened.tutor.settings.isolation == "auto" else None
    with ExitStack() as stack:
        enclosure = None
        if isinstance(sandbox, Sandbox):
            view = view_of(opened.root, _environment(opened), program, host.libraries)
            feed = PIPE if isinstance(stdin, bytes) else stdin
            try:
                enclosure = stack.enter_context(Enclosure(sandbox, view, opened.root, LIMITS, feed))
            except CannotJudge as error:
                notes.append(f"It ran without a sandbox. {error.message}")
        if enclosure is not None:
            stack.enter_context(opened_by(enclosure.listen))
        services = stack.enter_context(started(opened.lesson.checks, opened.lesson.run.services))
        words = fill(words, services)
        done = _run(
            opened,
            _resolve(opened, words, host),
            enclosure,
            terminal=terminal,
            stdin=stdin,
            cancel=cancel,
            on_output=on_output,
        )
        notes += [line for service in services.values() for line in service.summary()]
    perhaps_why = not _is_script(words) and words[0] not in _OFFLINE
    if enclosure is not None and done.status and done.limit is None and not done.cancelled and perhaps_why:
        notes.append(ENCLOSED)
    status = done.status if done.status >= 0 else 128 - done.status
    limit = in_words(done.limit, LIMITS) if done.limit else None
    return ProgramRun(status, limit, tuple(notes), tuple(words))


def is_prepared(opened: OpenLesson) -> bool:
    """Whether the lesson's libraries stand ready; the first run or check puts them together, which takes seconds.

    Raises CannotJudge when one is not installed.
    """
    return libraries_prepared(opened.lesson.tools.libraries, opened.tutor.settings.cache)


def _run(
    opened: OpenLesson,
    command: list[str],
    enclosure: Enclosure | None,
    *,
    terminal: bool,
    stdin: bytes | IO[bytes] | None,
    cancel: threading.Event | None,
    on_output: OnOutput | None,
) -> Completed:
    env = _environment(opened)
    if enclosure is not None:
        env.setdefault("UV_LINK_MODE", "copy")  # its cache is on another file system there, which it would mention
        for name in _CERTIFICATES:
            env.pop(name, None)
        return enclosure.run(command, env, stdin=stdin, cancel=cancel, on_output=on_output)
    with passing_interrupts_on(lambda: None) if terminal else nullcontext():  # it has the terminal, and so Ctrl-C too
        return run(
            command,
            cwd=opened.root,
            env=env,
            stdin=stdin,
            limits=LIMITS,
            cancel=cancel,
            on_output=on_output,
            own_session=not terminal,
        )


def _is_script(words: Sequence[str]) -> bool:
    return words[0] in _PYTHONS or words[0].endswith(".py")


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
        lesson = opened.lesson
        if lesson.entry_may_go and argv[0] == lesson.entry:
            hint = f"`prodtutor run {lesson.number} -- COMMAND` runs what you have made of it."
        else:
            hint = f"`prodtutor reset {lesson.number} {argv[0]}` brings back a file that the lesson gave you."
        raise UsageProblem("No such file", f"There is no {argv[0]} in {opened.root}.", hint)
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
