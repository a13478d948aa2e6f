"""`prodtutor run N -- workflow EVENT …`: the learner's workflows on an event of their choice, with the log of the web.

The tree is the learner's folder as it is: whoever wants to see the run on a broken project breaks something in it, or
names another folder.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.plugin import fork_server
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.contexts import Given
from prodtutor.checkkit.workflows.events import Event, dispatch, pull_request, push, schedule, tag
from prodtutor.checkkit.workflows.runner import SERVER, Report, run_workflows, workflow_files
from prodtutor.errors import UsageProblem
from prodtutor.processes import Limits
from prodtutor.processes.run import OnOutput
from prodtutor.session.open import OpenLesson
from prodtutor.workspace.snapshot import take

NAME = "workflow"
_GREEN, _RED, _UNKNOWN = 0, 1, 3
_TOOLS = ("pytest", "mypy", "ruff", "hatchling")
_LIMITS = Limits(processes=128, memory_bytes=2 << 30)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageProblem(
            "No such event",
            f"`workflow` was not understood: {message}.",
            "For example: workflow push --branch main, or workflow pull_request --title WORDS --fork",
        )


def run_workflow(opened: OpenLesson, words: Sequence[str], on_output: OnOutput | None = None) -> int:
    """Run the workflows of the folder; the log goes to `on_output`. words: an event and its options.

    Returns 0 for green (or when nothing was started), 1 for red, 3 where something is not simulated. Raises
    UsageProblem for other words, CannotJudge.
    """
    options = _parser().parse_args(list(words))
    folder = Path(options.tree).expanduser() if options.tree else opened.workspace.root
    if not folder.is_dir():
        raise UsageProblem("No such folder", f"There is no folder {folder}.")
    files = {name: data for name, data in take(folder).files.items() if not name.startswith(".prodtutor")}
    own = workflow_files(take(opened.workspace.root).files)
    tree = {**{name: data for name, data in files.items() if not name.startswith(".github/")}, **own}
    given = Given({name: f"the-{name}" for name in options.secret})

    def say(text: str) -> None:
        if on_output is not None and text:
            on_output("out", text.encode())

    report = _run(opened, own, _event(options), tree, given, say)
    say(report.last_words())
    if report.lacking:
        return _UNKNOWN
    return _RED if report.result == "failure" else _GREEN


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=NAME, add_help=False)
    events = ("push", "tag", "pull_request", "pull_request_target", "workflow_dispatch", "schedule")
    parser.add_argument("event", nargs="?", default="push", choices=events)
    parser.add_argument("--branch", default="")
    parser.add_argument("--title", default="Round the totals")
    parser.add_argument("--fork", action="store_true")
    parser.add_argument("--input", action="append", default=[], type=_pair, metavar="NAME=VALUE")
    parser.add_argument("--secret", action="append", default=["DEPLOY_TOKEN"])
    parser.add_argument("--tree", default="")
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not name or not separator:
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=VALUE")
    return name, value


def _event(options: argparse.Namespace) -> Event:
    name, branch = options.event, options.branch
    if name == "tag":
        return tag(branch or "v1.0.0")
    if name in ("pull_request", "pull_request_target"):
        target = name == "pull_request_target"
        return pull_request(options.title, head=branch or "rounding", fork=options.fork, target=target)
    if name == "workflow_dispatch":
        return dispatch(branch or "main", dict(options.input))
    return schedule("") if name == "schedule" else push(branch or "main", message=options.title)


def _run(
    opened: OpenLesson,
    files: dict[str, bytes],
    event: Event,
    tree: dict[str, bytes],
    given: Given,
    say: Callable[[str], None],
) -> Report:
    settings = opened.tutor.settings
    libraries = libraries_folder(opened.lesson.tools.libraries or _TOOLS, settings.cache)
    server = fork_server(libraries, sandboxed=settings.isolation == "auto")
    try:
        ready = server.wait_ready()
        with tempfile.TemporaryDirectory(prefix="prodtutor-") as folder:
            stage, scratch = Path(folder) / "stage", Path(folder) / "scratch"
            stage.mkdir()
            scratch.mkdir()
            current = Current(stage, {}, scratch, libraries, _LIMITS, server=server if ready else None)
            with Bench(current) as bench:
                return run_workflows(bench, files, event, tree, given=given, store=(SERVER, {}), on_log=say)
    finally:
        server.close()
