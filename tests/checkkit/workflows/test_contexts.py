"""What a job's token may do, and who is given secrets."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.contexts import Given, permissions, secrets
from prodtutor.checkkit.workflows.events import Event, pull_request, push
from prodtutor.checkkit.workflows.model import load


def rights(top: str, job: str = "", event: Event | None = None) -> dict[str, str] | None:
    text = f"on: push\n{top}\njobs: {{a: {{runs-on: x, {job} steps: [{{run: x}}]}}}}"
    workflow = load(text)
    return permissions(workflow, workflow.jobs["a"], event or push())


def test_nobody_said_anything() -> None:
    assert rights("") is None


def test_one_right_takes_all_others_away() -> None:
    assert rights("permissions: {contents: read, issues: none}") == {"contents": "read"}
    assert rights("permissions: {}") == {}


def test_the_job_has_the_last_word() -> None:
    assert rights("permissions: write-all", "permissions: {contents: read},") == {"contents": "read"}


def test_all() -> None:
    assert "write" in (rights("permissions: write-all") or {}).values()
    assert set((rights("permissions: read-all") or {}).values()) == {"read"}


def test_a_fork_never_writes() -> None:
    found = rights("permissions: {contents: write, id-token: write}", event=pull_request(fork=True))
    assert found == {"contents": "read"}


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        (push(), True),
        (pull_request(), True),
        (pull_request(fork=True), False),
        (pull_request(fork=True, target=True), True),
    ],
)
def test_who_sees_secrets(event: Event, seen: bool) -> None:
    assert ("T" in secrets(event, Given(secrets={"T": "x"}))) is seen
