"""Reading pages: what they are made of, and what ours must have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prodtutor.curriculum.cards import course_cards, headings, read_cards
from prodtutor.curriculum.load import is_ready, load_lesson, load_pack
from prodtutor.curriculum.model import Card
from prodtutor.errors import UsageProblem
from prodtutor.paths import builtin_pack

_LINES = 60


def _ours() -> list[Card]:
    pack = load_pack(builtin_pack())
    lessons = [load_lesson(pack, entry) for entry in pack.lessons if is_ready(pack, entry)]
    return [*course_cards(pack), *(card for lesson in lessons for card in lesson.cards)]


def test_our_cards_say_why_show_something_and_end_with_what_to_do() -> None:
    for card in _ours():
        assert headings(card)[0] == card.title
        assert "Why it matters" in headings(card), card.slug
        assert headings(card)[-1] == "On Monday", card.slug
        assert re.search(r"^(\|.*\|.*|```text)$", card.text, re.MULTILINE), f"{card.slug}: no table, no picture"
        assert len(card.text.splitlines()) <= _LINES, card.slug


def test_pictures_of_our_lessons_fit_into_the_reading_pane() -> None:
    """It has 40 columns beside an editor; the course's own cards have a screen to themselves."""
    pack = load_pack(builtin_pack())
    course = {card.slug for card in course_cards(pack)}
    for card in _ours():
        for picture in re.findall(r"^```text\n(.*?)^```", card.text, re.MULTILINE | re.DOTALL):
            widest = max(map(len, picture.splitlines()))
            assert widest <= (72 if card.slug in course else 40), card.slug


def test_a_heading_inside_code_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("```python\n# a comment\n```\n\n# The title #\n\n## A part\n")
    (card,) = read_cards(tmp_path)
    assert (card.title, headings(card)) == ("The title", ("The title", "A part"))


def test_a_card_without_a_heading_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("No heading.\n")
    with pytest.raises(UsageProblem, match=r"b\.md, line 1"):
        read_cards(tmp_path)


def test_a_pack_may_have_no_cards(small_pack: Path) -> None:
    assert course_cards(load_pack(small_pack)) == ()
