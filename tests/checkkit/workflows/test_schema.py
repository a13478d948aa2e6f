"""The shape."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.reading import read
from prodtutor.checkkit.workflows.schema import check_shape

JOB = "jobs: {a: {runs-on: x, steps: [{run: x}]}}"


@pytest.mark.parametrize(
    "text",
    [
        f"on: push\n{JOB}",
        f"on: {{push: {{branches: main}}}}\n{JOB}",
        "on: push\njobs: {a: {runs-on: x, strategy: {fail-fast: false}, steps: [{run: x}]}}",
        "on: push\njobs: {a: {runs-on: x, steps: [{run: 3, name: 4}]}}",
    ],
)
def test_fine(text: str) -> None:
    check_shape(read(text))


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("on: push\njobs:\n  a:\n    steps:\n      - run: x\n", "jobs.a: 'runs-on' is a required property", 3),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - nam: x\n        run: x\n",
            "'nam' is not known here; did you mean 'name'?",
            6,
        ),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        uses: actions/checkout@v4\n",
            "steps[0]: a step has either 'run' or 'uses', not both.",
            6,
        ),
        (f"on: psh\n{JOB}", "on: 'psh' is not one of", 1),
        ("jobs: {}", "'on' is a required property", 1),
        (f"on: push\npermissions: foo\n{JOB}", "permissions: 'foo'", 2),
        ("", "says nothing", None),
    ],
)
def test_wrong(text: str, said: str, line: int | None) -> None:
    with pytest.raises(WorkflowError) as caught:
        check_shape(read(text))
    assert said in caught.value.message
    assert caught.value.line == line
