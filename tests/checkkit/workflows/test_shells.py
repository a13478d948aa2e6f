"""Which scripts need no shell."""

from __future__ import annotations

import pytest

from prodtutor.checkkit.workflows.shells import plain_commands


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ("pytest", [["pytest"]]),
        ("pip install '.[dev]' \"a b\"\nruff check .\n", [["pip", "install", ".[dev]", "a b"], ["ruff", "check", "."]]),
        ("pytest -q --maxfail=1", [["pytest", "-q", "--maxfail=1"]]),
        ("pytest || true", None),
        ("pytest | tee x", None),
        ("pytest; ls", None),
        ("pytest $X", None),
        ("pytest `x`", None),
        ("pytest *.py", None),
        ("pytest [a]", None),
        ("pytest # words", None),
        ("pytest > x", None),
        ("pytest &", None),
        ("X=1 pytest", None),
        ("pytest \\\n -q", None),
        ("! pytest", None),
        ("pytest ~/x", None),
        ("pytest 'a", None),
        ("pytest {a,b}", None),
        ("", None),
    ],
)
def test_plain(script: str, commands: list[list[str]] | None) -> None:
    assert plain_commands(script) == commands
