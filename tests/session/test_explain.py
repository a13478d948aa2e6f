"""What the tools say of their own rules."""

from __future__ import annotations

import pytest

from prodtutor.checking.verdict import Finding
from prodtutor.session.explain import explain


def test_a_rule_of_ruff_says_what_it_does_and_why() -> None:
    text = explain(Finding("ruff", "S105", "must", "A password in the source"))
    assert text.startswith("# hardcoded-password-string (S105)")
    assert "## What it does" in text
    assert "## Why is this bad?" in text
    assert "## References" not in text


def test_a_code_of_mypy_is_told_in_its_own_words() -> None:
    assert "Check argument types in calls" in explain(Finding("mypy", "arg-type", "must", "An int is wanted"))


@pytest.mark.parametrize(
    ("tool", "code"), [("pytest", "x"), ("tutor", "syntax"), ("ruff", "--help"), ("ruff", "ZZ999"), ("mypy", "nothing")]
)
def test_of_anything_else_there_is_no_more_to_say(tool: str, code: str) -> None:
    assert explain(Finding(tool, code, "must", "something")) == ""  # type: ignore[arg-type]
