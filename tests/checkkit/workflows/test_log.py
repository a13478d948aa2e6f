"""The log, in the order in which it comes."""

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
        "▶ ci (ci.yml), a push to main",
        "  ▶ check (3.11)",
        "    ✓ Run ruff (failed, and went on: continue-on-error)",
        "    ✗ Run pytest",
        "        1 failed",
        "        ***",
        "  ✗ check (3.11): failure",
        "✗ ci: failure",
    ]
    assert run.failed_step() == (job, step)
    assert run.of("check") == [job]
    assert job.output == "1 failed\ns3cr3t\n"


def test_while_it_runs_what_has_been_said_stays() -> None:
    first, second = StepRun("Run ruff", 5, "success", "success"), StepRun("Run pytest", 4, under_way=True)
    job = JobRun("check", "check", 3, steps=[first, second], under_way=True)
    run = WorkflowRun("ci.yml", "ci", "a push", jobs=[job], under_way=True)
    texts = [run.text()]
    second.outcome = second.conclusion = "success"
    second.raw.append("2 passed")
    second.under_way = False
    texts.append(run.text())
    job.result, job.under_way = "success", False
    run.jobs.append(JobRun("deploy", "deploy", 9))
    texts.append(run.text())
    run.under_way = False
    texts.append(run.text())

    assert texts[0] == "▶ ci (ci.yml), a push\n  ▶ check\n    ✓ Run ruff\n"
    assert texts[1] == texts[0] + "    ✓ Run pytest\n        2 passed\n"
    assert texts[2] == texts[1] + "  ✓ check: success\n  ⊘ deploy: skipped\n"
    assert texts[3] == texts[2] + "✓ ci: success\n"


def test_a_file_that_is_refused_and_one_that_is_not_started() -> None:
    refused = WorkflowRun("ci.yml", "ci", "a push", problem="There are no jobs.", line=3, result="failure")
    assert refused.text() == "✗ ci.yml: GitHub refuses this workflow (line 3)\n  There are no jobs.\n"
    assert refused.failed_step() is None
    idle = WorkflowRun("ci.yml", "ci", "a push", started=False, result="skipped")
    assert idle.text() == "⊘ ci (ci.yml): not started by a push\n"
