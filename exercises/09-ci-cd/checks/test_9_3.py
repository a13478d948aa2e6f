"""9.3: every gate, every version."""

from __future__ import annotations

import re
from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.workflows.events import pull_request, push

MADE = {"pull_request": pull_request(), "push": push()}
EVENTS = pytest.mark.parametrize("event", MADE.values(), ids=MADE)
BROKEN = ("lint", "fixable-lint", "format", "types", "build")
RUNS = [*((tree, event) for event in MADE.values() for tree in BROKEN), ("good", MADE["pull_request"])]


def _red(lab: Any, colour: Any, faults: Any, told: Told, name: str, event: Any) -> None:
    report = lab.run(name, event)
    fault = faults[name]
    told(
        did=f"{fault.words}, and made {event.words}",
        saw=colour(report),
        means=f"Nobody would have noticed before the customers. {fault.gate} would, if it ran and were heard.",
    )
    assert report.result == "failure"
    assert not any(run.problem for run in report.runs)


@EVENTS
@pytest.mark.parametrize("name", ["lint", "fixable-lint"])
def test_lint_is_red(lab: Any, colour: Any, faults: Any, told: Told, name: str, event: Any) -> None:
    _red(lab, colour, faults, told, name, event)


@EVENTS
def test_format_is_red(lab: Any, colour: Any, faults: Any, told: Told, event: Any) -> None:
    _red(lab, colour, faults, told, "format", event)


@EVENTS
def test_types_are_red(lab: Any, colour: Any, faults: Any, told: Told, event: Any) -> None:
    _red(lab, colour, faults, told, "types", event)


@EVENTS
def test_a_broken_build_is_red(lab: Any, colour: Any, faults: Any, told: Told, event: Any) -> None:
    _red(lab, colour, faults, told, "build", event)


def test_the_oldest_and_a_newer_python(lab: Any, told: Told) -> None:
    report = lab.run("good", pull_request())
    asked = sorted({version for job in report.jobs() for version in job.pythons})
    minors = {int(found[1]) for version in asked if (found := re.match(r"3\.(\d+)", version))}
    told(
        did="looked which versions of Python your pull requests are checked on",
        saw=", ".join(asked) or "none was asked for",
        means='pyproject.toml promises ">=3.11". Check 3.11 and a newer one, or the promise is broken one day.',
    )
    assert 11 in minors
    assert max(minors) > 11
