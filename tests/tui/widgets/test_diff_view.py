"""Lines of code in colours: one for each line that was given, whatever is in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prodtutor.tui.widgets.diff_view import coloured


def test_empty_lines_at_the_ends_do_not_cost_the_colours() -> None:
    lines = coloured(["", "", "import os", "", "x = 1", ""], "a.py")
    assert [line.plain for line in lines] == ["", "", "import os", "", "x = 1", ""]
    assert any(span.style == "$primary" for span in lines[2].spans)


@given(
    lines=st.lists(st.sampled_from(["", "import os", '"""', "  ", "\t", "x = 'a", "}", "# a\x1b[31m"]), max_size=9),
    file=st.sampled_from(["a.py", "a.toml", "a.yml", "a.json", "a.md", "a.txt"]),
)
def test_no_line_is_lost(lines: list[str], file: str) -> None:
    shown = [line.plain for line in coloured(lines, file)]
    assert len(shown) == len(lines)
    assert [line.replace("␛", "\x1b").rstrip() for line in shown] == [line.rstrip() for line in lines]
