"""A pytest plugin that tells the tutor what came of each check, as it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import msgspec
import pytest

from prodtutor.checking.judge.messages import Case, Collected, Reply, Told

_HANGING = 3
"""After so many steps in which the learner's program did not answer, the rest would only waste the learner's time."""

_NOT_RUN = Told(
    message="Not run: your program gave no answer in another check, so I stopped waiting for it. Mend that first.",
    code="limit",
)


class Recorder:
    """Orders the checks, records every phase, stops the session when it was overtaken.

    When the learner's program does not answer in one check of a step, the other checks of that step are not run, and
    after a few such steps none are: an endless loop costs seconds, not a minute. Steps that answer are judged.
    """

    def __init__(
        self, run: str, first: tuple[str, ...], send: Callable[[Reply], None], hurry: Callable[[], None]
    ) -> None:
        self.run = run
        self.stopped: Literal["", "cancelled"] = ""
        self.problem = ""
        self._first = frozenset(first)
        self._send = send
        self._session: pytest.Session | None = None
        self._phases: dict[str, list[pytest.TestReport]] = {}
        self._tests: dict[str, str] = {}
        self._hurry = hurry
        self._hanging: set[str] = set()

    def cancel(self) -> None:
        """End the session after the phase that is under way. Called from any thread."""
        self.stopped = "cancelled"
        if self._session is not None:
            self._session.shouldstop = self.stopped

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

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if _step(item.nodeid) not in self._hanging and len(self._hanging) < _HANGING:
            return None
        self._send(Case(self.run, _test(item), item.nodeid, False, _NOT_RUN))
        return True

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
            self._hanging.add(_step(report.nodeid))
            self._hurry()

    def pytest_internalerror(self, excrepr: Any) -> None:
        self.problem = self.problem or f"The judge failed: {str(excrepr)[-600:]}"


def _test(item: pytest.Item) -> str:
    return getattr(item, "originalname", None) or item.name


def _step(nodeid: str) -> str:
    """The file of a check: there is one for each step."""
    return nodeid.partition("::")[0]


def _told(phases: list[pytest.TestReport]) -> Told:
    for phase in phases:
        if phase.outcome == "passed":
            continue
        told = getattr(phase, "told", None)
        if told:
            return msgspec.convert(told, Told)
        return Told(message=f"The check ended as {phase.outcome}.", detail=phase.longreprtext[-2000:], fault="pack")
    return Told(message="The check did not run to its end.", fault="pack")
