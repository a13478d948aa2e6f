"""Every code block names its language, so that nobody has to guess."""

from __future__ import annotations

import pytest

from prodtutor.tui.widgets.prose import with_languages


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
