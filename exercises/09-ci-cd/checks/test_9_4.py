"""9.4: deploy only what passed, only from main."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.workflows.events import pull_request, push

ELSEWHERE = {
    "pull_request": pull_request(),
    "fork": pull_request(fork=True),
    "from-main": pull_request(head="main", fork=True),
    "target": pull_request(fork=True, target=True),
    "branch": push("rounding"),
    "like-main": push("main-2"),
}

BROKEN = ("wrong-total", "import-error", "lint", "fixable-lint", "format", "types", "build")
RUNS = [
    *((tree, push()) for tree in ("good", "another")),
    *(("good", event) for event in ELSEWHERE.values()),
    *((tree, push()) for tree in BROKEN),
]


def _said(ledger: list[str]) -> str:
    return f"the server's ledger says: {', '.join(ledger)}" if ledger else "the server's ledger is empty"


def _skipped(report: Any) -> str:
    skipped = ", ".join(job.name for job in report.jobs() if job.result == "skipped")
    return f"; skipped was {skipped}" if skipped else ""


@pytest.mark.parametrize("tree", ["good", "another"])
def test_a_good_push_to_main_is_deployed_once(lab: Any, colour: Any, told: Told, tree: str) -> None:
    report = lab.run(tree, push())
    ledger = lab.ledger(report)
    told(
        did="pushed a project in which everything is right to main",
        saw=f"{_said(ledger)}; {colour(report)}{_skipped(report)}",
        means="What passed every gate goes live, once, without anybody typing anything.",
    )
    assert ledger == ["deploy"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_else_deploys(lab: Any, told: Told, name: str) -> None:
    event = ELSEWHERE[name]
    ledger = lab.ledger(lab.run("good", event))
    told(
        did=f"made {event.words}",
        saw=_said(ledger),
        means="Anybody may propose a change. Only what was merged into main may reach the customers.",
    )
    assert ledger == []


@pytest.mark.parametrize("name", BROKEN)
def test_nothing_broken_deploys(lab: Any, faults: Any, told: Told, name: str) -> None:
    ledger = lab.ledger(lab.run(name, push()))
    told(
        did=f"{faults[name].words}, and pushed it to main",
        saw=_said(ledger),
        means="Nothing was deployed, so there is nothing to take back: rollback.py is for after a deployment."
        if ledger and "deploy" not in ledger
        else "The deployment must need the checks: `needs:`, and no condition that goes on after a failure.",
    )
    assert ledger == []
