"""GitHub's expressions: what they come to, and that no text can hurt."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.expression_syntax import LONGEST, parse
from prodtutor.checkkit.workflows.expressions import Surroundings, condition, evaluate, fill, fill_text
from prodtutor.checkkit.workflows.values import Partial

CONTEXTS: dict[str, Any] = {
    "github": Partial("github", {"ref": "refs/heads/main", "event": {"pull_request": {"title": "a"}}}, ("actor_id",)),
    "steps": {"one": {"outputs": {"n": "3"}}},
    "matrix": {"os": ["a", "b"]},
}


def around(status: str = "success") -> Surroundings:
    return Surroundings(CONTEXTS, lambda function: function in ("always", status))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 == '1'", True),
        ("'A' == 'a'", True),
        ("null == 0", True),
        ("null == ''", True),
        ("true == 'true'", False),
        ("'abc' < 'ABD'", True),
        ("0xff", 255),
        ("-2.5e1", -25),
        ("''", ""),
        ("'it''s'", "it's"),
        ("!''", True),
        ("!!'x'", True),
        ("!true == false", True),
        ("1 < 2 == true", True),
        ("false || 'x' && 'y'", "y"),
        ("'' || 0 || 'last'", "last"),
        ("github.REF", "refs/heads/main"),
        ("github['ref']", "refs/heads/main"),
        ("github.event.nothing.at.all", None),
        ("matrix.os[1]", "b"),
        ("matrix.os[7]", None),
        ("matrix.os.*", ["a", "b"]),
        ("steps.one.outputs.n > 2", True),
        ("contains(matrix.os, 'B')", True),
        ("contains('Hello', 'ELL')", True),
        ("format('{1}{0}', 'a', 'b')", "ba"),
        ("join(matrix.os, ', ')", "a, b"),
        ("fromJSON('{\"a\": [1]}').a[0]", 1),
        ("case(1 == 2, 'x', 'y')", "y"),
    ],
)
def test_value(text: str, value: object) -> None:
    assert evaluate(parse(text), around()) == value


@pytest.mark.parametrize(
    "text",
    ["", "1 +", '"double"', "a b", "(1", "f(", "f(1,)", "github.", "[1]", "1 = 1", "&& 1", "x.1", "''''''a'", "-0xff"],
)
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(WorkflowError):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 60 + "1" + ")" * 60, "!" * 200 + "1", "a" * (LONGEST + 1), "x" + ".y" * 60])
def test_too_deep_or_too_long(text: str) -> None:
    with pytest.raises(WorkflowError):
        parse(text)


def test_a_member_that_is_not_known_is_named() -> None:
    with pytest.raises(NotSimulated, match=r"github\.actor_id"):
        evaluate(parse("github.actor_id"), around())


def test_texts_that_grow_are_stopped() -> None:
    text = "'" + "x" * 50 + "'"
    for _ in range(4):
        text = f"format('{'{0}' * 40}', {text})"
    with pytest.raises(WorkflowError):
        evaluate(parse(text), around())


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("${{ 1 }}", 1),
        ("${{ true }}", True),
        (" ${{ true }}", " true"),
        ("a${{ null }}b", "ab"),
        ("${{ matrix.os }}!", "Array!"),
        ("${{ '}}' }}", "}}"),
        (["${{ 2 }}"], [2]),
        ({"${{ 'k' }}": "${{ 'v' }}"}, {"k": "v"}),
        ("no $ {{ expression", "no $ {{ expression"),
    ],
)
def test_texts_with_expressions(value: object, made: object) -> None:
    assert fill(value, around()) == made


def test_an_expression_without_an_end() -> None:
    with pytest.raises(WorkflowError, match="not closed"):
        fill_text("${{ 'a }}", around())


@pytest.mark.parametrize(
    ("text", "status", "holds"),
    [
        (None, "success", True),
        (None, "failure", False),
        ("github.ref == 'refs/heads/main'", "success", True),
        ("${{ github.ref == 'refs/heads/other' }}", "success", False),
        ("${{ false }} && ${{ false }}", "success", True),
        ("${{ false }} && ${{ false }}", "failure", False),
        ("always() && false", "success", False),
        ("failure()", "failure", True),
        ("true", "failure", False),
        (False, "success", False),
        ("!cancelled()", "failure", True),
    ],
)
def test_conditions(text: object, status: str, holds: bool) -> None:
    assert condition(text).holds(around(status)) is holds


def test_a_text_that_is_always_true_can_be_told() -> None:
    assert condition("${{ a }} && ${{ b }}").always_true
    assert not condition("${{ a && b }}").always_true


_TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [
                *("(", ")", "[", "]", ".", "*", ",", "!", "==", "<", "&&", "||", "'a'", "''", "1", "null", "github"),
                *("ref", "format", "fromJSON", "contains", " ", "{0}", "NaN", "-", "0x1", "join", "toJSON", "os"),
            ]
        ),
        max_size=40,
    ).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_no_text_crashes_the_reader_or_hangs_it(text: str) -> None:
    try:
        value = evaluate(parse(text), around())
    except (WorkflowError, NotSimulated, KeyError):  # a KeyError is a function that `Scope` would have refused
        return
    assert value is None or isinstance(value, bool | int | float | str | list | dict)
    assert not isinstance(value, float) or math.isnan(value) or abs(value) >= 0


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="${} 'abc()!=.&|\n", max_size=60))
def test_no_template_crashes(text: str) -> None:
    try:
        fill(text, around())
        condition(text)
    except (WorkflowError, NotSimulated, KeyError):
        return
