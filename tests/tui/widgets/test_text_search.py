"""Finding and replacing in lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.tui.widgets.text_search import Match, Search, nearest, replaced

LINES = ["def shop(shops):", "    return Shop", "", "shop = shop"]


@pytest.mark.parametrize(
    ("search", "count"),
    [
        (Search("shop"), 5),
        (Search("shop", case=True), 4),
        (Search("shop", whole=True), 4),
        (Search("shop", case=True, whole=True), 3),
        (Search("s.op"), 0),
        (Search(""), 0),
    ],
)
def test_what_is_found(search: Search, count: int) -> None:
    assert len(search.matches(LINES)) == count


def test_next_and_previous_go_round() -> None:
    matches = Search("shop", case=True, whole=True).matches(LINES)
    assert matches == [Match(0, 4, 8), Match(3, 0, 4), Match(3, 7, 11)]
    assert nearest(matches, 0, 4, 1) == 0
    assert nearest(matches, 0, 8, 1) == 1
    assert nearest(matches, 3, 11, 1) == 0
    assert nearest(matches, 3, 7, -1) == 1
    assert nearest(matches, 0, 4, -1) == 2
    assert nearest([], 0, 0, 1) is None


@given(
    st.lists(st.text("ab\\.*é ", max_size=12), max_size=6), st.text("ab\\.*é", max_size=3), st.text("abx", max_size=3)
)
def test_replacing_every_place_is_what_a_string_does(lines: list[str], wanted: str, by: str) -> None:
    expected = [line.replace(wanted, by) for line in lines] if wanted else lines
    assert replaced(lines, Search(wanted, case=True).matches(lines), by) == expected
