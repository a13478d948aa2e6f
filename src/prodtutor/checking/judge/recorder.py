"""Runs units of checks and tells what came of each, as it comes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Sequence

import msgspec
import pytest

from prodtutor.checking.judge.messages import Case, Reply, Told, UnitDone
from prodtutor.checking.judge.units import Unit, function_name

_HANGING = 3
"""After so many steps in which the learner's program did not answer, the rest would only waste the learner's time."""

_NOT_RUN = Told(
    message="Not run: your program gave no answer in another check, so I stopped waiting for it. Mend that first.",
    code="limit",
)


class Recorder:
    """A pytest plugin for one run, or for one worker's share of it.

    When the learner's program does not answer in one check of a step, the other checks of that step are not run, and
    after a few such steps none are: an endless loop costs seconds, not a minute. Steps that answer are judged.
    """

    def __init__(self, run: str, send: Callable[[Reply], None], hurry: Callable[[], None]) -> None:
        """run: the request's id. hurry: called when from now on the wait for an answer should be short."""
        self.run = run
        self.stopped = False
        """Set when the run was overtaken; the check under way ends, no other begins."""
        self.lost = False
        """What starts the learner's processes is gone: nothing that was seen since counts."""
        self.problem = ""
        self._send = send
        self._phases: dict[str, list[pytest.TestReport]] = {}
        self._names: dict[str, str] = {}
        self._hurry = hurry
        self._hanging: set[str] = set()

    def run_units(
        self,
        session: pytest.Session,
        all_units: Sequence[Unit],
        take: Callable[[], int | None],
        first: Collection[str] = (),
    ) -> None:
        """Run the units that `take` names, until it names none; in each, the test functions `first` before others."""
        plugins = session.config.pluginmanager
        plugins.register(self)
        try:
            while (number := take()) is not None:
                began = time.monotonic()
                items = sorted(all_units[number], key=lambda item: function_name(item) not in first)
                for item, following in zip(items, (*items[1:], None), strict=True):
                    if self.stopped or self.lost or self.problem:
                        return
                    self._names[item.nodeid] = function_name(item)
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                self._send(UnitDone(self.run, number, time.monotonic() - began))
        finally:
            plugins.unregister(self)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if _step(item.nodeid) not in self._hanging and len(self._hanging) < _HANGING:
            return None
        # The test before has left standing what this one was to use. Only this one's teardown would have ended it.
        with contextlib.suppress(Exception):
            item.session._setupstate.teardown_exact(nextitem)
        self._send(Case(self.run, function_name(item), item.nodeid, False, _NOT_RUN))
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
        if told is not None and told.code == "lost":
            self.lost = True
            return
        self._send(Case(self.run, self._names[report.nodeid], report.nodeid, passed, told))
        if told is not None and told.code == "timeout":
            self._hanging.add(_step(report.nodeid))
            self._hurry()

    def pytest_internalerror(self, excrepr: object) -> None:
        self.problem = self.problem or f"The judge failed: {str(excrepr)[-600:]}"


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
