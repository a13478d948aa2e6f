"""One job on its machine: shells, folders, statuses, and steps that need no shell."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from prodtutor.checkkit.workflows.events import push
from prodtutor.checkkit.workflows.log import StepRun
from prodtutor.checkkit.workflows.runner import Report

Go = Callable[..., Report]
SHOWS = b"""import json
import os
import sys

print(json.dumps([dict(os.environ), sys.argv[1:], os.getcwd(), sys.stdin.read()]), flush=True)
print("error", file=sys.stderr, flush=True)
print("after")
"""
PROJECT = {
    "shows.py": SHOWS,
    "deep/down/shows.py": SHOWS,
    "noise.sh": b"echo noise",
    "fails.py": b"raise SystemExit(3)",
    "dies.py": b"import os; os.abort()",
}
_BY_STEP = {"GITHUB_ACTION", "GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"}


def steps(go: Go, body: str, top: str = "") -> list[StepRun]:
    """What became of the steps after a checkout."""
    lines = "".join(f"      {line}\n" for line in body.splitlines())
    head = "jobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
    report = go(f"on: push\n{top}{head}{lines}", push(), PROJECT).settled()
    (job,) = report.jobs()
    return job.steps[1:]


@pytest.mark.parametrize("shell", ["", ", shell: bash", ", shell: sh"])
def test_a_step_without_a_shell_is_as_one_with_it(go: Go, shell: str) -> None:
    """The second step of each pair has something in it that only a shell understands, and so is given one."""
    plain, shelled, deep, deep_shelled = steps(
        go,
        f"- {{run: python shows.py 'a b' --x=1{shell}}}\n"
        f"- {{run: 'echo; python shows.py \"a b\" --x=1'{shell}}}\n"
        f"- {{run: python shows.py, working-directory: deep/down{shell}}}\n"
        f"- {{run: 'echo; python shows.py', working-directory: deep/down{shell}}}",
    )
    for one, other in ((plain, shelled), (deep, deep_shelled)):
        assert other.raw.pop(0) == ""
        assert one.raw[1:] == other.raw[1:] == ["error", "after"]
        seen, seen_shelled = json.loads(one.raw[0]), json.loads(other.raw[0])
        assert seen[1:] == seen_shelled[1:]
        for name in _BY_STEP:
            seen[0].pop(name), seen_shelled[0].pop(name)
        assert seen[0] == seen_shelled[0]


@pytest.mark.parametrize(("script", "status"), [("fails.py", 3), ("dies.py", 134), ("none.py", 2)])
def test_a_status_is_the_same_with_a_shell_and_without(go: Go, script: str, status: int) -> None:
    for run in (f"python {script}", f"true && python {script}", f"echo && python {script}"):
        (step,) = steps(go, f"- run: {run}")
        assert step.raw[-1] == f"Error: Process completed with exit code {status}."


def test_the_first_command_that_fails_is_the_last(go: Go) -> None:
    (step,) = steps(go, "- run: |\n    python fails.py\n    python shows.py")
    assert (step.outcome, step.raw) == ("failure", ["Error: Process completed with exit code 3."])


def test_a_variable_that_bash_heeds_is_heeded(go: Go) -> None:
    (step,) = steps(go, "- {run: pip list, env: {BASH_ENV: noise.sh}}")
    assert step.raw[0] == "noise"
    (step,) = steps(go, "- run: pip list\n  env: {'BASH_FUNC_pip%%': '() { echo mine; }'}")
    assert step.raw == ["mine"]


def test_a_tool_that_a_step_has_replaced_is_replaced(go: Go) -> None:
    written = "printf '#!/bin/sh\\necho mine\\n' > \"$(command -v pip)\""
    _, step = steps(go, f"- run: {json.dumps(written)}\n- run: pip list")
    assert step.raw == ["mine"]


@pytest.mark.parametrize("folder", ["none", "none/..", "shows.py"])
def test_a_working_directory_that_is_none(go: Go, folder: str) -> None:
    (step,) = steps(go, f"- {{run: pip list, working-directory: {folder}}}")
    assert step.outcome == "failure"


def test_a_shell_of_ones_own_does_what_it_says(go: Go) -> None:
    """Without `-e`, what fails in the middle is forgotten."""
    (step,) = steps(go, "- run: |\n    python fails.py\n    pip list\n  shell: bash {0}")
    assert step.outcome == "success"
    (step,) = steps(go, "- run: pip list\n  shell: /usr/bin/bash -x {0}")
    assert step.raw[0] == "+ pip list"


def test_after_a_failure(go: Go) -> None:
    found = steps(
        go,
        "- {id: a, run: python fails.py}\n- run: pip list\n- {run: pip list, if: success() || failure()}\n"
        "- {run: pip list, if: 'always()'}\n- {run: pip list, if: cancelled()}\n"
        "- {run: pip list, if: \"failure() && steps.a.outcome == 'failure'\"}\n"
        "- {run: pip list, if: \"steps.a.outcome == 'failure'\"}\n- {run: pip list, if: '!cancelled()'}",
    )
    assert [step.conclusion for step in found] == [
        *("failure", "skipped", "success", "success", "skipped", "success", "skipped", "success")
    ]
