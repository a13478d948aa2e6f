"""The judge's own process: `python -I -B -m prodtutor.checking.judge.service CHECKS LIBRARIES [FLAG…]`.

Requests come on standard input, replies go out on standard output, one JSON object a line. It keeps pytest and one
lesson's checks imported and collected from run to run, which it may, because nothing of a learner's is ever imported
here. Where a process can be copied, each run happens in forked copies, so that nothing goes from one run into the
next; elsewhere in this process. When standard input ends, the tutor is gone, and so is all that was started.

CHECKS is the folder of the checks; LIBRARIES the folder of what the learner may import, or empty. With `--spawn`, each
process of the learner's is a new interpreter, and nothing is copied. With `--limits` there is no sandbox; with
`--sandbox-only` nothing runs outside of one. `--workers=N` is the number of copies that share a run.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import pytest

from prodtutor.checking.judge import forked, inline
from prodtutor.checking.judge.messages import NO_SANDBOX, Reply
from prodtutor.checking.judge.units import Unit, function_name, units
from prodtutor.processes import Limits, adopt_orphans, can_fork

PLUGIN = "prodtutor.checkkit.plugin"  # by name: this room stands above checkkit and knows nothing of it
_OFF = (
    "cacheprovider",
    "doctest",
    "junitxml",
    "pastebin",
    "stepwise",
    "setuponly",
    "setupplan",
    "faulthandler",
    "unraisableexception",
    "threadexception",
    "legacypath",
    "logging",
    "debugging",
    "warnings",
    "tmpdir",
)
"""Plugins of pytest's own that a run of the checks does not need, or that would write files."""


class Kit(Protocol):
    """What the judge needs of checkkit's pytest plugin."""

    def configure(
        self,
        stage: Path,
        original: Mapping[str, bytes],
        scratch: Path,
        libraries: Path | None = None,
        limits: Limits | None = None,
        cancel: threading.Event | None = None,
        server: Any = None,
        seed: int | None = None,
    ) -> object: ...

    def fork_server(
        self, libraries: Path | None = None, *, sandboxed: bool = True, sources: Sequence[bytes] | None = None
    ) -> Any: ...

    def hurry(self) -> None: ...


class Service:
    """A pytest plugin that takes over when the checks are collected, and answers requests from then on."""

    def __init__(self, requests: int, replies: int, libraries: Path | None, flags: Sequence[str] = ()) -> None:
        """requests, replies: descriptors. flags: how the learner's processes are started."""
        self.requests, self.replies, self.libraries = requests, replies, libraries
        self.spawn, self.sandboxed = "--spawn" in flags, "--limits" not in flags
        self.sandbox_only = "--sandbox-only" in flags
        workers = [int(flag.partition("=")[2]) for flag in flags if flag.startswith("--workers=")]
        self.workers = workers[-1] if workers else None
        """How many copies of this process share a run; None: one for each core."""
        self.problem = ""
        """Why the checks cannot be run at all."""
        self.units: tuple[Unit, ...] = ()
        self.cases: dict[str, int] = {}
        """How many cases each test function has."""
        self.kit: Kit = importlib.import_module(PLUGIN)
        self._encoder = msgspec.json.Encoder()

    def send(self, reply: Reply) -> None:
        """Tell the tutor something."""
        view = memoryview(self._encoder.encode(reply) + b"\n")
        while view:
            view = view[os.write(self.replies, view) :]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problem = self.problem or f"The lesson's checks could not be read: {report.longreprtext[-600:]}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.serve(session)
        return True

    def serve(self, session: pytest.Session | None) -> None:
        """Answer requests until the tutor is gone. Without a session, with the reason why there is none."""
        if session is not None:
            self.units = units(session.items)
            self.cases = dict(Counter(map(function_name, session.items)))
            with contextlib.suppress(ValueError):
                session.config.pluginmanager.unregister(name="terminalreporter")
        if can_fork() and not self.spawn:
            forked.Loop(self, session).serve()
        elif self.sandbox_only:
            self.problem = self.problem or NO_SANDBOX
            inline.Loop(self, None).serve()
        else:
            inline.Loop(self, session).serve()


def main() -> None:
    """Run until standard input ends."""
    checks, libraries, *flags = sys.argv[1:]
    adopt_orphans()
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):  # what a check prints must not look like a reply
        os.dup2(null, standard)
    os.close(null)
    service = Service(requests, replies, Path(libraries) if libraries else None, flags)
    arguments = ["--import-mode=importlib", "--capture=no", "--tb=native", "-q", "--no-header", "--no-summary"]
    arguments += ["-c", os.devnull, f"--rootdir={checks}", f"--confcutdir={checks}"]
    arguments += [word for name in _OFF for word in ("-p", f"no:{name}")]
    status = pytest.main([*arguments, "-p", PLUGIN, checks], plugins=[service])
    # Whoever comes here has not served: pytest gave up before.
    service.problem = service.problem or f"pytest did not read the checks (status {int(status)})."
    service.serve(None)


if __name__ == "__main__":
    main()
