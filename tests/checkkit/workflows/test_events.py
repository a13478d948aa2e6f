"""What starts which workflow, and what it is told about that."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.events import (
    Event,
    dispatch,
    inputs_of,
    payload,
    pull_request,
    push,
    refuse_chains,
    schedule,
    starts,
    tag,
)
from prodtutor.checkkit.workflows.model import Workflow, load
from prodtutor.checkkit.workflows.values import member


def on(said: str) -> Workflow:
    return load(f"on: {said}\njobs: {{a: {{runs-on: ubuntu-latest, steps: [{{run: x}}]}}}}")


@pytest.mark.parametrize(
    ("said", "event", "started"),
    [
        ("push", push("any/thing"), True),
        ("push", tag("v1"), True),
        ("push", pull_request(), False),
        ("[push, pull_request]", pull_request(fork=True), True),
        ("{push: }", push(), True),
        ("pull_request_target", pull_request(), False),
        ("pull_request", pull_request(target=True), False),
        ("{push: {branches: main}}", push(), True),
        ("{push: {branches: [main]}}", push("main-2"), False),
        ("{push: {branches: ['**', '!wip/**', 'wip/but']}}", push("wip/but"), True),
        ("{push: {branches: ['!wip']}}", push("wip"), False),
        ("{push: {branches: [main], paths: ['src/**']}}", push(changed=("src/a.py", "x.md")), True),
        ("{push: {branches: [main], paths: ['src/**']}}", push("other", changed=("src/a.py",)), False),
        ("{push: {paths: ['**', '!docs/**']}}", push(changed=("docs/a.md",)), False),
        ("{push: {paths: ['**', '!docs/**']}}", push(changed=("docs/a.md", "b.py")), True),
        ("{push: {tags: ['v*'], paths: [src]}}", tag("v1"), True),
        ("{push: {tags: ['v*'], branches: [main]}}", push(), True),
        ("{push: {tags-ignore: ['v*']}}", push(), False),
        ("{pull_request: {types: closed}}", pull_request(), False),
        ("{pull_request: {types: [opened], branches: [main]}}", pull_request(base="old"), False),
        ("{pull_request: {branches-ignore: ['old']}}", pull_request(base="old"), False),
        ("{schedule: [{cron: '0 4 * * *'}]}", schedule(), True),
        ("{schedule: [{cron: '0 4 * * *'}]}", schedule("1 1 1 1 1"), False),
        ("workflow_dispatch", dispatch(), True),
        ("workflow_call", push(), False),
        ("push", push(message="Mend it [skip ci]"), False),
    ],
)
def test_what_starts(said: str, event: Event, started: bool) -> None:
    assert starts(on(said), event) is started


def test_two_filters_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(WorkflowError, match="cannot both"):
        on("{push: {branches: [a], branches-ignore: [b]}}")


def test_only_forks_go_without_secrets() -> None:
    assert not pull_request(fork=True).has_secrets
    assert pull_request().has_secrets
    assert pull_request(fork=True, target=True).has_secrets


def test_refs() -> None:
    assert (push("a/b").ref, push("a/b").ref_name) == ("refs/heads/a/b", "a/b")
    assert tag("v1").ref == "refs/tags/v1"
    assert pull_request().ref == "refs/pull/7/merge"
    assert pull_request(target=True).ref == "refs/heads/main"
    assert push().sha == push().sha != push("x").sha


def test_inputs() -> None:
    asked = "{workflow_dispatch: {inputs: {who: {required: true}, loud: {type: boolean}, n: {default: 3}}}}"
    assert inputs_of(on(asked), dispatch(inputs={"who": "you"})) == {"who": "you", "loud": False, "n": 3}
    loud = {"who": "you", "loud": "false", "n": "4"}
    assert inputs_of(on(asked.replace("n: {", "n: {type: number, ")), dispatch(inputs=loud)) == {
        "who": "you",
        "loud": False,
        "n": 4,
    }
    assert inputs_of(on(asked), push()) == {}
    with pytest.raises(WorkflowError, match="'who' not provided"):
        inputs_of(on(asked), dispatch())


def test_what_github_knows_and_this_runner_does_not() -> None:
    about = payload(pull_request("a title", head="branch"), {})
    assert member(member(about, "pull_request"), "title") == "a title"
    assert member(about, "head_commit") is None  # GitHub has none here either
    with pytest.raises(NotSimulated, match="html_url"):
        member(member(about, "pull_request"), "html_url")


def test_a_workflow_that_another_one_starts_is_named() -> None:
    first = load("name: first\non: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{run: x}]}}")
    second = on("{workflow_run: {workflows: [first]}}")
    with pytest.raises(NotSimulated, match="workflow_run"):
        refuse_chains([first, second], [first])
    refuse_chains([first, second], [])
