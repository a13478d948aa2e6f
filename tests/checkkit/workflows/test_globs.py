"""GitHub's patterns."""

from __future__ import annotations

import time

import pytest

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.globs import matches, picks


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("main", "main", True),
        ("main", "mainly", False),
        ("feature/*", "feature/a", True),
        ("feature/*", "feature/a/b", False),
        ("feature/**", "feature/a/b", True),
        ("*", "a/b", False),
        ("**", "a/b", True),
        ("*feature", "my-feature", True),
        ("v2*", "v2.9", True),
        ("v[12].[0-9]+.[0-9]+", "v1.10.2", True),
        ("v[12].[0-9]+.[0-9]+", "v3.1.2", False),
        ("*.jsx?", "page.js", True),
        ("*.jsx?", "page.jsx", True),
        ("**.js", "src/a/b.js", True),
        ("**/README.md", "README.md", True),
        ("**/README.md", "a/b/README.md", True),
        ("**/docs/**", "docs/a.md", True),
        ("docs/**/*.md", "docs/a.md", True),
        ("a\\*b", "a*b", True),
        ("", "", True),
    ],
)
def test_pattern(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


def test_the_last_that_fits_decides() -> None:
    assert picks(["releases/**", "!releases/**-alpha", "releases/9-alpha"], "releases/9-alpha")
    assert not picks(["releases/**", "!releases/**-alpha"], "releases/10-alpha")
    assert not picks(["!main"], "other")


def test_a_set_without_an_end() -> None:
    with pytest.raises(WorkflowError):
        matches("v[12", "v1")


def test_no_pattern_takes_long() -> None:
    began = time.process_time()
    assert not matches("*a" * 200 + "b", "a" * 2_000)
    assert time.process_time() - began < 5
