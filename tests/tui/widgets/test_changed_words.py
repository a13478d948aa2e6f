"""Which words of a line were changed."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from prodtutor.tui.widgets.changed_words import changed_words


def words(lines: list[tuple[str, str]]) -> dict[int, list[str]]:
    return {at: [lines[at][1][a:b] for a, b in places] for at, places in changed_words(lines).items()}


def test_only_what_differs_is_marked() -> None:
    lines = [
        (" ", "import os"),
        ("-", 'PASSWORD = "hunter2"'),
        ("+", 'PASSWORD = os.environ["GREET_PASSWORD"]'),
        (" ", ""),
        ("-", "def greet(name):"),
        ("+", "def greet(name: str) -> str:"),
    ]
    assert words(lines)[5] == [": str", "-> str"]
    assert 4 not in words(lines)


def test_a_line_finds_its_own_among_new_ones() -> None:
    lines = [("-", "total = price * count"), ("+", "if not rows:"), ("+", "    return 0"), ("+", "total = price * n")]
    assert words(lines) == {0: ["count"], 3: ["n"]}


def test_lines_with_nothing_in_common_are_not_marked() -> None:
    assert changed_words([("-", "print('hello')"), ("+", "return 1 + 2 + 3")]) == {}


@given(st.lists(st.tuples(st.sampled_from(" -+"), st.text("ab c.", max_size=20)), max_size=12))
def test_places_are_in_their_line_and_apart(lines: list[tuple[str, str]]) -> None:
    for at, places in changed_words(lines).items():
        text = lines[at][1]
        assert all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in places)
        assert all(end <= start for (_, end), (start, _) in pairwise(places))
        assert lines[at][0] != " "
