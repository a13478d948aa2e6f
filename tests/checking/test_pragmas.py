"""Comments that silence a tool are crossed out; nothing else moves."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.checking.pragmas import blank_pragmas


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: S105",
        "#NOQA:S105",
        "# type: ignore",
        "# type:ignore[arg-type]",
        "# mypy: ignore-errors",
        "# ruff: noqa",
        "# flake8: noqa",
        "# fmt: off",
        "# fmt:skip",
        "# isort: skip_file",
        "# yapf: disable",
        "# pylint: disable=all",
        "# pyright: ignore",
        "# nosec B105",
        "# ruff: disable[S105]",
    ],
)
def test_a_pragma_is_crossed_out_in_place(comment: str) -> None:
    source = f'key = "x"  {comment}\nother = 1\n'
    blanked = blank_pragmas(source)
    assert blanked.lines == (1,)
    assert len(blanked.text) == len(source)
    assert blanked.text.startswith('key = "x"  #')
    assert not blank_pragmas(blanked.text).lines


@pytest.mark.parametrize(
    "line",
    ["# type: int", "# the format: off we go", 'text = "# noqa"', "# a note about type ignorance", "# key:  value"],
)
def test_other_comments_and_strings_stay(line: str) -> None:
    assert blank_pragmas(line + "\n").text == line + "\n"


def test_a_form_feed_does_not_shift_lines() -> None:
    source = 'a = 1\n\x0c\nb = "x"  # noqa\n'
    assert blank_pragmas(source).text.splitlines()[-1].startswith('b = "x"  # ')


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60))
def test_any_comment_keeps_length_and_meaning(text: str) -> None:
    source = "x = 1  # " + text.replace("\n", " ") + "\n"
    try:
        before = ast.dump(ast.parse(source))
    except (SyntaxError, ValueError):
        return
    after = blank_pragmas(source).text
    assert len(after) == len(source)
    assert ast.dump(ast.parse(after)) == before
