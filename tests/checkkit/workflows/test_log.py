"""The log, as one reads it on the web."""

from __future__ import annotations

from prodtutor.checkkit.workflows.log import JobRun, StepRun, WorkflowRun, hidden


def test_secrets_become_stars_the_longest_first() -> None:
    assert list(hidden(["a tok token", "none"], {"tok", "token", " "})) == ["a *** ***", "none"]


def test_a_run() -> None:
    step = StepRun("Run pytest", 4, "failure", "failure", ["1 failed", "s3cr3t"])
    forgiven = StepRun("Run ruff", 5, "failure", "success")
    job = JobRun("check", "check (3.11)", 3, result="failure", steps=[forgiven, step], masks={"s3cr3t"})
    run = WorkflowRun("ci.yml", "ci", "a push to main", result="failure", jobs=[job])
    assert run.text().splitlines() == [
        "✗ ci (ci.yml), a push to main: failure",
        "  ✗ check (3.11): failure",
        "    ✓ Run ruff (failed, and went on: continue-on-error)",
        "    ✗ Run pytest",
        "        1 failed",
        "        ***",
    ]
    assert run.failed_step() == (job, step)
    assert run.of("check") == [job]
    assert job.output == "1 failed\ns3cr3t\n"


def test_a_file_that_is_refused_and_one_that_is_not_started() -> None:
    refused = WorkflowRun("ci.yml", "ci", "a push", problem="There are no jobs.", line=3, result="failure")
    assert refused.text() == "✗ ci.yml: GitHub refuses this workflow (line 3)\n  There are no jobs.\n"
    assert refused.failed_step() is None
    idle = WorkflowRun("ci.yml", "ci", "a push", started=False, result="skipped")
    assert idle.text() == "⊘ ci (ci.yml): not started by a push\n"
