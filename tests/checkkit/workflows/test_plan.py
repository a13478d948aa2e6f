"""Matrices."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.expressions import Surroundings
from prodtutor.checkkit.workflows.model import load
from prodtutor.checkkit.workflows.plan import legs


def made(matrix: str) -> list[dict[str, Any]]:
    text = f"on: push\njobs: {{a: {{runs-on: x, strategy: {{matrix: {matrix}}}, steps: [{{run: x}}]}}}}"
    return [dict(leg) for leg in legs(load(text).jobs["a"], Surroundings({}))]


def test_the_example_of_githubs_own_page() -> None:
    found = made(
        "{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: cat}, "
        "{fruit: apple, shape: circle}, {fruit: banana}, {fruit: banana, animal: cat}]}"
    )
    assert found == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]


def test_exclude() -> None:
    assert made("{a: [1, 2], b: [x, y], exclude: [{a: 1}, {a: 2, b: y}]}") == [{"a": 2, "b": "x"}]


@pytest.mark.parametrize("matrix", ["{a: [1], exclude: [{a: 1}]}", "{a: []}", f"{{a: {list(range(300))}}}"])
def test_refused(matrix: str) -> None:
    with pytest.raises(WorkflowError):
        made(matrix)


def test_a_matrix_beyond_all_measure() -> None:
    many = list(range(200))
    with pytest.raises(WorkflowError):
        made(f"{{a: {many}, b: {many}, c: {many}, d: {many}, e: {many}}}")
