"""9.6: a way back."""

from __future__ import annotations

from typing import Any

from prodtutor.checkkit import Told
from prodtutor.checkkit.workflows.events import push

RUNS = [("good", push(), True), ("good", push())]


def test_a_deployment_that_breaks_the_shop_is_taken_back(lab: Any, told: Told) -> None:
    ledger = lab.ledger(lab.run("good", push(), broken_server=True))
    told(
        did="let the server's disk be full, and pushed to main",
        saw=f"the server's ledger says: {', '.join(ledger) or 'nothing'}",
        means="Run smoke.py after deploy.py, and rollback.py once when it fails.",
    )
    assert ledger == ["deploy", "rollback"]


def test_and_the_run_is_red(lab: Any, colour: Any, told: Told) -> None:
    report = lab.run("good", push(), broken_server=True)
    told(
        did="let the server's disk be full, and pushed to main",
        saw=colour(report),
        means="The old version is back, and nobody is told that the new one is not there.",
    )
    assert report.result == "failure"


def test_a_good_deployment_stays(lab: Any, told: Told) -> None:
    ledger = lab.ledger(lab.run("good", push()))
    told(
        did="pushed to main, with a server that is well",
        saw=f"the server's ledger says: {', '.join(ledger) or 'nothing'}",
        means="A good version that is taken back at once helps nobody.",
    )
    assert ledger == ["deploy"]
