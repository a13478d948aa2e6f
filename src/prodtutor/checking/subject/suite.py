"""Runs the learner's own tests with pytest, in the subject, and says which of them were red.

The learner's tests and their conftest run in this very process and could report whatever they like. So the judge takes
from here only what came of each test, and compares it with what it knows about the code that was tested.
"""

from __future__ import annotations

import _imp
import contextlib
import json
import marshal
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import Any

RUNNING = "\x1erunning "
"""Before the name of each test that begins, in what the subject prints."""
_OFF = (
    "cacheprovider",
    "doctest",
    "faulthandler",
    "junitxml",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "threadexception",
    "unraisableexception",
)
_WORDS = 300
_MOST_FILES = 20
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {
    "os.mkdir": ((0,), (2,)),
    "os.rename": ((0, 1), (2, 3)),
    "os.remove": ((0,), (1,)),
    "os.rmdir": ((0,), (1,)),
    "os.symlink": ((1,), (2,)),
    "os.link": ((1,), (3,)),
}
"""Audit events that change folders: where their arguments hold a path, and where the folder that it is relative to."""


_OPTIONS = [
    *("-q", "--tb=no", "--no-header", "--no-summary", "-c", os.devnull),
    *(word for name in _OFF for word in ("-p", f"no:{name}")),
]
_prepared: list[Any] = []
"""A configuration of pytest's with its plugins in place and nothing read yet, if there is one."""


def prepare() -> None:
    """Do ahead of time what every run begins with. For a process that forks the ones that run tests."""
    with contextlib.suppress(ImportError, AttributeError, TypeError):
        from _pytest.config import get_config

        _prepared.append(get_config(_OPTIONS, prog="pytest"))


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Run all tests of the folder that is the working directory.

    options:

    - `order`: `given`, `reversed` or `alone` (each test function in a process of its own, where the system can fork);
      `seed` for the order of those
    - `brief`: stop at the first red test
    - `elsewhere`: a folder to start them from, in another time zone; or empty
    - `top`: the folder of this subject, outside of which nothing may be written; `temporary`: where they may write
    - `rewritten`: marshalled code of test files with pytest's assertions, by POSIX name

    Returns `exit` (pytest's status), `tests` (for each test function: outcome, message, line), `problem` (why tests
    could not be collected) and `written` (files outside `temporary` that were written or removed).
    """
    import pytest

    root = os.getcwd()
    if options["elsewhere"]:
        os.chdir(options["elsewhere"])
        os.environ["TZ"] = "Pacific/Kiritimati"
        if hasattr(time, "tzset"):
            time.tzset()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    _use_rewritten(root, options["rewritten"])
    recorder = _Recorder(root, options["order"], options["seed"])
    arguments = [f"--rootdir={root}", f"--confcutdir={root}", f"--basetemp={options['temporary']}/pytest", root]
    if options["brief"]:
        arguments.append("--exitfirst")
    _use_prepared()
    with _watched(root, options["top"], options["temporary"]) as written:
        status = int(pytest.main([*_OPTIONS, *arguments], plugins=[recorder]))
    return {"exit": status, "tests": recorder.tests, "problem": recorder.problem, "written": sorted(written)}


def _use_prepared() -> None:
    """Have the next run take the configuration that was prepared."""
    if not _prepared:
        return
    import _pytest.config as pytest_config

    def get_config(arguments: Any = None, plugins: Any = None, **_: Any) -> Any:
        config = _prepared.pop()
        pytest_config.get_config = begin
        here = config.invocation_params.dir.__class__.cwd()
        config.invocation_params = type(config.invocation_params)(args=arguments or (), plugins=plugins, dir=here)
        return config

    begin: Any = pytest_config.get_config
    pytest_config.get_config = get_config  # type: ignore[assignment]


def _use_rewritten(root: str, ready: Mapping[str, bytes]) -> None:
    """Spare pytest the work of rewriting test files that have been rewritten before."""
    from _pytest.assertion import rewrite

    begin: Callable[[Any, Any], Any] = rewrite._rewrite_test

    def rewritten(path: Any, config: Any) -> tuple[Any, CodeType]:
        name = os.path.relpath(path, root).replace(os.sep, "/")
        if name not in ready:
            return begin(path, config)  # type: ignore[no-any-return]
        code = marshal.loads(ready[name])  # noqa: S302  (made by the judge)
        _imp._fix_co_filename(code, str(path))  # type: ignore[attr-defined]
        return None, code

    rewrite._rewrite_test = rewritten  # type: ignore[assignment]


class _Recorder:
    """A plugin of pytest's: puts the tests in order, remembers what came of each."""

    def __init__(self, root: str, order: str, seed: int) -> None:
        self.tests: dict[str, list[Any]] = {}
        self.problem = ""
        self._root, self._order, self._seed = root, order, seed
        self._out = os.dup(1)  # pytest takes the other one

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.problem:
            lines = [line for line in report.longreprtext.splitlines() if line.strip()] or ["it could not be read"]
            marked = [line[1:] for line in lines if line.startswith("E ")]
            self.problem = _short(" ".join((marked or lines)[-1].split()))

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self._order == "reversed" or (self._order == "alone" and not hasattr(os, "fork")):
            items.reverse()
        for item in items:
            self.tests.setdefault(_function(item.nodeid), ["not run", "", None])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        os.write(self._out, f"{RUNNING}{nodeid}\n".encode("utf-8", "replace"))

    def pytest_runtest_logreport(self, report: Any) -> None:
        name = _function(report.nodeid)
        known = self.tests.setdefault(name, ["not run", "", None])
        outcome = report.outcome
        if hasattr(report, "wasxfail"):
            outcome = "skipped"
        if outcome == "passed" and report.when != "call":
            return
        if known[0] == "failed" or (known[0] == "skipped" and outcome == "passed"):
            return
        message, line = self._crash(report) if outcome == "failed" else ("", None)
        self.tests[name] = [outcome, _short(message), line]

    def pytest_runtestloop(self, session: Any) -> bool | None:
        if self._order != "alone" or session.testsfailed or not hasattr(os, "fork"):
            return None
        groups: dict[str, list[Any]] = {}
        for item in session.items:
            groups.setdefault(_function(item.nodeid), []).append(item)
        import random

        names = list(groups)
        random.Random(self._seed).shuffle(names)  # noqa: S311
        for name in names:
            self.tests[name] = self._alone(name, groups[name])
            session.testsfailed += self.tests[name][0] == "failed"
        return True

    def _alone(self, name: str, items: list[Any]) -> list[Any]:
        """What comes of one test function in a process of its own."""
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the other threads of this process only wait
            pid = os.fork()
        if pid == 0:
            try:
                for item, following in zip(items, [*items[1:], None], strict=True):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                os.write(writing, json.dumps(self.tests[name]).encode())
            finally:
                os._exit(0)
        os.close(writing)
        with open(reading, "rb") as answer:
            said = answer.read()
        os.waitpid(pid, 0)
        found: list[Any] = json.loads(said) if said else ["failed", "it ended the process", None]
        return found

    def _crash(self, report: Any) -> tuple[str, int | None]:
        """Why it failed, and the line, if that is in a file of the learner's."""
        crash = getattr(report.longrepr, "reprcrash", None)
        if crash is None:
            return str(report.longrepr or ""), None
        return crash.message, crash.lineno if str(crash.path).startswith(self._root) else None


def _function(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…"


@contextlib.contextmanager
def _watched(root: str, top: str, temporary: str) -> Iterator[set[str]]:
    """Note what is written outside `temporary`, and refuse to write outside `top`."""
    written: set[str] = set()
    watching = True

    def look(path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike) or str(path) == ":memory:" or str(path).startswith("file:"):
            return
        name = os.path.abspath(os.fsdecode(path))
        if name.startswith((temporary, "/dev/")) or name in ("/dev", temporary):
            return
        if len(written) < _MOST_FILES:
            written.add(os.path.relpath(name, root) if name.startswith(top) else name)
        if not name.startswith(top):
            raise PermissionError(f"tests write below a temporary folder only (such as tmp_path), not {name}")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching:
            return
        if event == "sqlite3.connect/handle":
            _hurry(arguments[0])
        for path in _written_by(event, arguments):
            look(path)

    sys.addaudithook(hook)
    try:
        yield written
    finally:
        watching = False


def _written_by(event: str, arguments: tuple[Any, ...]) -> Sequence[object]:
    """The paths that an audit event is about to change."""
    if event == "open":
        path, mode, flags = arguments
        writes = flags & _WRITING if not mode else any(letter in mode for letter in "wax+")
        return (path,) if writes else ()
    if event == "sqlite3.connect":
        return arguments[:1] if arguments[0] else ()
    if event in _CHANGES:
        paths, folders = _CHANGES[event]
        if all(arguments[place] == -1 for place in folders):
            return [arguments[place] for place in paths]
    return ()


def _hurry(connection: Any) -> None:
    """Spare a database the waiting for the disk: its file is gone in a second, and no power cut is in these tests."""
    import sqlite3

    with contextlib.suppress(sqlite3.Error):
        sqlite3.Connection.execute(connection, "PRAGMA synchronous = OFF")
        sqlite3.Connection.execute(connection, "PRAGMA journal_mode = MEMORY")
