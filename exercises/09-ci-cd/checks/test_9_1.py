"""9.1: it runs, for pull requests and for main."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.events import pull_request, push
from prodtutor.checkkit.workflows.model import load
from prodtutor.errors import CannotJudge

EVENTS = {"pull_request": pull_request(), "push": push()}
RUNS = [(tree, event) for event in EVENTS.values() for tree in ("good", "another")]


def test_github_accepts_the_files(lab: Any, told: Told) -> None:
    told(
        did="looked for workflows in .github/workflows",
        saw="there is no file there that ends with .yml or .yaml",
        means="GitHub looks into this folder only, and nowhere else.",
    )
    assert lab.files
    for name, data in lab.files.items():
        problem = ""
        try:
            load(data, name)
        except WorkflowError as error:
            problem = f"line {error.line}: {error.message}" if error.line else error.message
        except NotSimulated as error:
            raise CannotJudge("This workflow cannot be judged here", f"It uses {error.feature}.") from None
        told(did=f"read {name} as GitHub does", saw=problem, means="GitHub does not run a file that it cannot read.")
        assert not problem


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_both_events_start_it(lab: Any, colour: Any, told: Told, event: Any) -> None:
    report = lab.run("good", event)
    told(
        did=f"took a project in which everything is right, and made {event.words}",
        saw=colour(report),
        means="What does not start checks nothing, and nobody misses it: there is no red cross.",
    )
    assert any(run.started for run in report.runs)


@pytest.mark.parametrize("tree", ["good", "another"])
@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_good_trees_are_green(lab: Any, colour: Any, told: Told, tree: str, event: Any) -> None:
    report = lab.run(tree, event)
    told(
        did=f"took a project in which everything is right, and made {event.words}",
        saw=colour(report),
        means="A check that is red for no reason is soon ignored by everybody.",
    )
    assert report.result == "success"
