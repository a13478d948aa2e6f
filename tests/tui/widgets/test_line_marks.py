"""What findings say about single lines."""

from __future__ import annotations

import pytest

from prodtutor.checking.verdict import Finding
from prodtutor.tui.widgets.line_marks import marks_of, spans

PASSWORD = Finding("ruff", "S105", "must", "A password in the source", "a.py", 3, 1)


def test_the_heaviest_comes_first_and_nothing_twice() -> None:
    advice = Finding("ruff", "D100", "advice", "No\n docstring", "a.py", 3, 5)
    marks = marks_of([advice, PASSWORD, PASSWORD, Finding("pytest", "x", "must", "no line", "a.py")])
    (mark,) = marks["a.py"].values()
    assert (mark.level, mark.places) == ("must", ((1, 0), (5, 0)))
    assert mark.says == ("A password in the source (S105)", "No docstring (D100)")


@pytest.mark.parametrize(
    ("line", "column", "under"),
    [
        ("API_KEY = 'a b'", 1, "API_KEY"),
        ("API_KEY = 'a b'", 11, "'a b'"),
        ('x = rb"a b" + y', 5, 'rb"a b"'),
        ("    os.environ.get(x)", 5, "os.environ.get"),
        ("x = (1)", 5, "("),
        ("  x = 1  ", 99, "x = 1"),
        ("  x = 1", 1, "x = 1"),
        ("größe = 1", 1, "größe"),
        ("", 1, None),
    ],
)
def test_what_is_underlined(line: str, column: int, under: str | None) -> None:
    found = spans(line, [(column, 0)])
    assert [line[start:end] for start, end in found] == ([under] if under is not None else [])


@pytest.mark.parametrize(
    ("end", "under"),
    [
        ((3, 15), "f(1, 'a')"),
        ((4, 2), "f"),  # it goes on below
        ((3, 99), "f"),  # the line was edited since
        ((3, 6), "f"),  # nothing between
        ((None, None), "f"),
    ],
)
def test_a_finding_with_an_end_is_underlined_to_it(end: tuple[int | None, int | None], under: str) -> None:
    found = Finding("mypy", "x", "must", "Wrong", "a.py", 3, 6, end_line=end[0], end_column=end[1])
    line = "y = (f(1, 'a'))"
    (mark,) = marks_of([found])["a.py"].values()
    assert [line[start:stop] for start, stop in spans(line, mark.places)] == [under]
