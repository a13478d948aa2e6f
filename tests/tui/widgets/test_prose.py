"""Every code block names its language, so that nobody has to guess; and a long page comes in portions."""

from __future__ import annotations

import pytest

from prodtutor.tui.widgets.prose import portions, with_languages


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("```\na\n```\n", "```text\na\n```\n"),
        ("```python\na\n```\n", "```python\na\n```\n"),
        ("```python\na\n```\n\n```\nb\n```\n", "```python\na\n```\n\n```text\nb\n```\n"),
        ("````\n```\nnot a fence\n```\n````\n", "````text\n```\nnot a fence\n```\n````\n"),
        ("no code at all", "no code at all"),
    ],
)
def test_a_block_without_a_language_is_text(text: str, named: str) -> None:
    assert with_languages(text) == named


def test_a_page_is_cut_before_headings_only() -> None:
    text = "# One\n\naaa\n\n```python\n# no heading\n```\n\n## Two\n\nbbb\n\n## Three\n\nccc\n"
    assert portions(text, 1) == [
        "# One\n\naaa\n\n```python\n# no heading\n```\n\n",
        "## Two\n\nbbb\n\n",
        "## Three\n\nccc\n",
    ]


@pytest.mark.parametrize("least", [0, 1, 10, 30, 1000])
@pytest.mark.parametrize("text", ["", "no heading", "# a\n# b\n", "~~~\n# c\n~~~\n\n# d\n\ntext\n\n# e"])
def test_no_portion_is_lost(text: str, least: int) -> None:
    assert "".join(portions(text, least)) == text
