"""Workflows as typed data, and what GitHub refuses, with the line."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.model import load

JOB = "  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: x\n"


def refusal(text: str) -> WorkflowError:
    with pytest.raises(WorkflowError) as caught:
        load(text)
    return caught.value


def test_what_is_read() -> None:
    workflow = load(
        "name: ci\non:\n  push: {branches: [main]}\n  pull_request:\npermissions: {contents: read}\n"
        "defaults: {run: {shell: bash, working-directory: app}}\njobs:\n  a:\n    name: A\n    runs-on: ubuntu-latest\n"
        "    strategy: {fail-fast: false, matrix: {n: [1, 2]}}\n    steps:\n"
        "      - {id: one, uses: actions/setup-python@v5, with: {Python-Version: 3.1}}\n"
        "      - run: |\n          pytest\n"
        "  b:\n    needs: a\n    if: always()\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n"
    )
    assert (workflow.name, dict(workflow.on)) == ("ci", {"push": {"branches": ["main"]}, "pull_request": {}})
    assert (workflow.defaults.shell, workflow.defaults.working_directory) == ("bash", "app")
    a, b = workflow.jobs.values()
    assert (a.name, a.matrix, a.fail_fast, a.needs) == ("A", {"n": [1, 2]}, False, ())
    assert [step.title for step in a.steps] == ["Run actions/setup-python@v5", "Run pytest"]
    assert a.steps[0].inputs == {"python-version": 3.1}
    assert (a.steps[1].number, a.steps[1].line) == (2, 14)
    assert (b.needs, b.condition.asks_status) == (("a",), True)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, "says nothing"),
        ("# nothing\n", None, "says nothing"),
        ("- a\n", 1, "the workflow"),
        (f"jobs:\n{JOB}", 1, "'on' is a required property"),
        ("on: push\njobs: {}\n", 2, "jobs"),
        (f"on: push\njobs:\n{JOB}    needs: b\n", 7, "unknown job 'b'"),
        (f"on: push\njobs:\n{JOB}    needs: a\n", 3, "circle"),
        (f"on: push\njobs:\n{JOB}{JOB}", 7, "'a' is already defined"),
        (f"on: push\njobs:\n{JOB}    nedes: b\n", 3, "nedes"),
        (f"on: push\njobs:\n{JOB}        uses: actions/checkout@v4\n", 6, "steps[0]"),
        (f"on: push\njobs:\n{JOB}        id: s\n      - {{id: S, run: y}}\n", 8, "taken already"),
        (f"on: push\njobs:\n{JOB}        if: github.ref = 'x'\n", 7, "Unexpected symbol"),
        (f'on: push\njobs:\n{JOB}        if: github.ref == "x"\n', 7, "single quotes"),
        (f"on: push\njobs:\n{JOB}        if: secrets.X == ''\n", 7, "'secrets'"),
        (f"on: push\njobs:\n{JOB}    if: matrix.x\n", 7, "'matrix'"),
        (f"on: push\njobs:\n{JOB}    if: hashFiles('x')\n", 7, "'hashfiles'"),
        (f"on: push\njobs:\n{JOB}    env: {{A: '${{{{ env.B }}}}'}}\n", 7, "'env'"),
        (f"on: push\njobs:\n{JOB}      - run: echo ${{{{ success() }}}}\n", 7, "'success'"),
        (f"on: push\njobs:\n{JOB}      - run: echo ${{{{ github.ref }}\n", 7, "not closed"),
        ("on: push\njobs:\n\ta: b\n", 3, "no YAML"),
        ("on: [push\n", None, "no YAML"),
        ("#" * 600_000, None, "larger"),
    ],
)
def test_what_github_refuses(text: str, line: int | None, said: str) -> None:
    error = refusal(text)
    assert said in error.message
    if line is not None:
        assert error.line == line


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "x0: &x0 [a, a]\n" + "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert "multiply" in refusal(bomb + f"on: push\njobs:\n{JOB}").message


def test_what_was_read_is_read_once_and_refused_each_time_anew() -> None:
    text = f"on: push\njobs:\n{JOB}"
    assert load(text) is load(text)
    assert refusal("on: push\n") is not refusal("on: push\n")
    for _ in range(2):
        with pytest.raises(NotSimulated, match="merge key"):
            load(f"on: push\nx: &x {{a: b}}\ny:\n  <<: *x\njobs:\n{JOB}")


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    text = f"\ufeffon: push\njobs:\n{JOB}".replace("\n", "\r\n")
    assert load(text.encode()).jobs["a"].steps[0].run == "x"


@pytest.mark.parametrize("key", ["on", '"on"', "'on'", "? on\n"])
def test_on_is_a_name(key: str) -> None:
    assert dict(load(f"{key}: push\njobs:\n{JOB}").on) == {"push": {}}
