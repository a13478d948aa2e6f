"""Every key, table and array item of valid TOML is found on its own line."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.curriculum.lines import line_of

TEXT = '''\
# comment with [brackets] and "quotes"
title = "one" # [not.a.table]
long = """
[[fake]]
x = 1 \\"""
still
"""
raw = \'\'\'
[fake]
\'\'\'\'

[a.b]
"quoted.key" = { x = 1, y = [10,
  20,
  { deep = true }] }

[[list]]
name = "first"
items = [
  "one", # a comment, with a comma ]
  "two",
]

[[list.sub]]
k = 1
[[list.sub]]
k = 2

[[list]]
name = "second"
dotted.key.here = 3
[[list.sub]]
k = 3
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("long",), 3),
        (("raw",), 8),
        (("a", "b"), 12),
        (("a", "b", "quoted.key", "x"), 13),
        (("a", "b", "quoted.key", "y", 1), 14),
        (("a", "b", "quoted.key", "y", 2, "deep"), 15),
        (("list",), 17),
        (("list", 0), 17),
        (("list", 0, "items", 1), 21),
        (("list", 0, "sub", 1, "k"), 27),
        (("list", 1, "name"), 30),
        (("list", 1, "dotted", "key", "here"), 31),
        (("list", 1, "sub", 0, "k"), 33),
        (("list", 1, "sub", 0, "missing"), 32),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(TEXT)
    assert line_of(TEXT, path) == line
    assert line_of(TEXT.replace("\n", "\r\n"), path) == line


@given(st.text(alphabet="[]{}=\"'#\n\\.,ab1 -", max_size=80))
def test_any_text_ends_with_some_line(text: str) -> None:
    assert 1 <= line_of(text, ("a", 0, "b")) <= text.count("\n") + 1


def _paths(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, ...]] = [at]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        inner += _paths(item, (*at, key))
    return inner


def test_every_path_of_a_real_file_is_on_a_line_that_speaks_of_it() -> None:
    lines = TEXT.splitlines()
    for path in _paths(tomllib.loads(TEXT)):
        if path and isinstance(path[-1], str) and len(path) > 1:
            assert path[-1] in lines[line_of(TEXT, path) - 1]
