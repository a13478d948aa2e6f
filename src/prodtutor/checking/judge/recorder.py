"""A pytest plugin that tells the tutor what came of each check, as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import msgspec
import pytest

from prodtutor.checking.judge.messages import Case, Collected, Reply, Told

_HANGING = 2
"""After so many checks in which the learner's program did not answer, the rest would only waste the learner's time."""


class Recorder:
    """Orders the checks, records every phase, stops the session when it was overtaken or the program hangs."""

    def __init__(self, run: str, first: tuple[str, ...], send: Callable[[Reply], None]) -> None:
        self.run = run
        self.stopped: Literal["", "cancelled", "hanging"] = ""
        self.problem = ""
        self._first = frozenset(first)
        self._send = send
        self._session: pytest.Session | None = None
        self._phases: dict[str, list[pytest.TestReport]] = {}
        self._tests: dict[str, str] = {}
        self._hanging = 0

    def stop(self, why: Literal["cancelled", "hanging"]) -> None:
        """End the session after the phase that is under way. Called from any thread."""
        self.stopped = why
        if self._session is not None:
            self._session.shouldstop = why

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._session = session
        if self.stopped:
            session.shouldstop = self.stopped

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problem = self.problem or f"The lesson's checks could not be read: {report.longreprtext[-600:]}"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: _test(item) not in self._first)
        self._tests = {item.nodeid: _test(item) for item in items}
        self._send(Collected(self.run, dict(Counter(self._tests.values()))))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        phases = self._phases.setdefault(report.nodeid, [])
        phases.append(report)
        if report.when != "teardown":
            return
        passed = [phase.when for phase in phases] == ["setup", "call", "teardown"] and all(
            phase.outcome == "passed" and not hasattr(phase, "wasxfail") for phase in phases
        )
        told = None if passed else _told(phases)
        self._send(Case(self.run, self._tests.get(report.nodeid, report.nodeid), report.nodeid, passed, told))
        if told is not None and told.code == "timeout":
            self._hanging += 1
            if self._hanging >= _HANGING and not self.stopped:
                self.stop("hanging")

    def pytest_internalerror(self, excrepr: Any) -> None:
        self.problem = self.problem or f"The judge failed: {str(excrepr)[-600:]}"


def _test(item: pytest.Item) -> str:
    return getattr(item, "originalname", None) or item.name


def _told(phases: list[pytest.TestReport]) -> Told:
    for phase in phases:
        if phase.outcome == "passed":
            continue
        told = getattr(phase, "told", None)
        if told:
            return msgspec.convert(told, Told)
        return Told(message=f"The check ended as {phase.outcome}.", detail=phase.longreprtext[-2000:], fault="pack")
    return Told(message="The check did not run to its end.", fault="pack")
