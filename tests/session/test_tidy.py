"""A file as Ruff formats it."""

from __future__ import annotations

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.tidy import tidy


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_python_is_formatted_with_the_line_ends_it_has(line_end: str) -> None:
    assert tidy("a.py", f"x = {{ 'a':1 }}{line_end}y=2{line_end}") == f'x = {{"a": 1}}{line_end}y = 2{line_end}'


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("a.toml", "x = 1\n", "not a Python file"),
        ("a.py", "x = 1\ndef f(:\n", "line 2 cannot be read"),
        ("a.py", "x = '\0'\n", "cannot be read"),
    ],
)
def test_what_cannot_be_formatted_is_said(file: str, text: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        tidy(file, text)
