"""YAML as GitHub reads it, and nothing that can be done with it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.model import load
from prodtutor.checkkit.workflows.reading import read


def test_words_that_are_values() -> None:
    found = read("on: yes\na: 3.10\nb: '3.10'\nc: 0o17\nd: ~\ne: True\nf: 2026-01-01\ng: 1_000\n").value
    assert found == {"on": "yes", "a": 3.1, "b": "3.10", "c": 15, "d": None, "e": True, "f": "2026-01-01", "g": "1_000"}


def test_lines() -> None:
    document = read("on: push\njobs:\n  a:\n    steps:\n      - run: x\n      - run: y\n")
    assert document.line(("jobs", "a", "steps", 1)) == 6
    assert document.line(("jobs", "a", "steps", 1, "nothing")) == 6


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "a: &a [*a]",
        "a: *b",
        "a: 1\na: 2",
        "? [x]\n: y",
        "a: !!python/object/apply:os.system [ls]",
        "a: 1\n---\nb: 1\n",
        "\x00",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(WorkflowError):
        read(text)


def test_merge_keys_are_named() -> None:
    with pytest.raises(NotSimulated):
        read("a: &a {x: 1}\nb: {<<: *a}\n")


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(12)),
        "[" * 100_000,
        "{a: " * 5_000,
        "- " * 20_000,
        "x: '" + "y" * 600_000 + "'",
    ],
    ids=["aliases", "lists", "mappings", "dashes", "large"],
)
def test_bombs_are_refused_quickly(text: str) -> None:
    began = time.process_time()
    with pytest.raises(WorkflowError):
        load(text)
    assert time.process_time() - began < 5


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab:-[]{}&*!|>'\"\n #,?<%@", max_size=60))
def test_no_text_crashes_it(text: str) -> None:
    try:
        load(text)
    except (WorkflowError, NotSimulated):
        return


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["run", "uses", "if", "env", "with", "needs", "matrix", "name"]), inner, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_no_shape_crashes_it(value: object) -> None:
    import json

    for place in (
        "on: {0}\njobs: {{a: {{runs-on: x, steps: [{{run: x}}]}}}}",
        "on: push\njobs: {0}",
        "on: push\njobs: {{a: {0}}}",
        "on: push\njobs: {{a: {{runs-on: x, steps: {0}}}}}",
        "on: push\njobs: {{a: {{runs-on: x, steps: [{0}]}}}}",
    ):
        try:
            load(place.format(json.dumps(value)))
        except (WorkflowError, NotSimulated):
            continue
