"""References from the course to its parts: what is there is found, what is not is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.curriculum.load import load_pack
from prodtutor.curriculum.references import PackParts


@pytest.fixture
def parts(small_pack: Path) -> PackParts:
    cards = small_pack / "lessons" / "cards"
    cards.mkdir()
    (cards / "begin.md").write_text("# Begin\n\n## Why it matters\n\n```text\n# no heading\n```\n")
    return PackParts(load_pack(small_pack))


@pytest.mark.parametrize(
    "reference",
    ["01-greet/return-the-greeting", "01-greet/return-the-greeting/a-value", "02-part-ways/not-written-yet"],
)
def test_a_step_that_is_there(parts: PackParts, reference: str) -> None:
    assert parts.step_problem(reference) == ""


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("01-greet", "Expected a lesson's slug and a step's name"),
        ("01-greet/1.1", "Expected"),
        ("03-gone/return-the-greeting", "no lesson 03-gone"),
        ("01-greet/gone", "no step named gone"),
        ("01-greet/return-the-greeting/gone", "no goal named gone"),
        ("01-greet/return-the-greeting/a-value/more", "Expected"),
    ],
)
def test_a_step_that_is_not(parts: PackParts, reference: str, words: str) -> None:
    assert words in parts.step_problem(reference)


@pytest.mark.parametrize(
    "reference", ["begin#Begin", "begin#Why it matters", "01-greet/why-return#Why return", "02-part-ways/any#Any"]
)
def test_a_card_that_is_there(parts: PackParts, reference: str) -> None:
    assert parts.card_problem(reference) == ""


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("begin", "Expected a card and a heading"),
        ("gone#Begin", "The course has no card gone"),
        ("begin#no heading", "no heading 'no heading'"),
        ("01-greet/begin#Begin", "Lesson 01-greet has no card begin"),
        ("03-gone/begin#Begin", "no lesson 03-gone"),
    ],
)
def test_a_card_that_is_not(parts: PackParts, reference: str, words: str) -> None:
    assert words in parts.card_problem(reference)
