"""9.2: red when tests fail."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.workflows.events import pull_request, push

EVENTS = {"pull_request": pull_request(), "push": push()}
BROKEN = ("wrong-total", "import-error")
RUNS = [(tree, event) for event in EVENTS.values() for tree in BROKEN]


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
@pytest.mark.parametrize("name", BROKEN)
def test_failing_tests_are_red(lab: Any, colour: Any, faults: Any, told: Told, name: str, event: Any) -> None:
    report = lab.run(name, event)
    told(
        did=f"{faults[name].words}, and made {event.words}",
        saw=colour(report),
        means="What counts is a step's exit status. `||`, a pipe and `continue-on-error` swallow pytest's.",
    )
    assert report.result == "failure"
    assert not any(run.problem for run in report.runs)
