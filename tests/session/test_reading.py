"""Cards and terms are found by what people type."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.session.reading import explain, find_card, shelves
from prodtutor.session.tutor import Tutor


@pytest.fixture(autouse=True)
def _words(small_pack: Path) -> None:
    lessons = small_pack / "lessons"
    (lessons / "cards").mkdir()
    for name, title in (("begin", "Where to begin"), ("why-start", "Why start"), ("zoo", "The zoo")):
        (lessons / "cards" / f"{name}.md").write_text(f"# {title}\n\nWords.\n", encoding="utf-8")
    (lessons / "course.toml").write_text('cards = ["zoo"]\n', encoding="utf-8")
    (lessons / "glossary.toml").write_text(
        '[[terms]]\nterm = "wheel"\nsays = "To install."\n\n[[terms]]\nterm = "lock file"\nsays = "Exact."\n',
        encoding="utf-8",
    )


def test_the_course_comes_first_in_its_own_order(tutor: Tutor) -> None:
    found = [(shelf.number, [card.slug for card in shelf.cards]) for shelf in shelves(tutor)]
    assert found == [(0, ["zoo", "begin", "why-start"]), (1, ["why-return"])]


def test_a_lesson_with_a_mistake_does_not_hide_the_others(tutor: Tutor, small_pack: Path) -> None:
    (small_pack / "lessons" / "01-greet" / "lesson.toml").write_text("nonsense")
    assert [shelf.number for shelf in shelves(tutor)] == [0]


@pytest.mark.parametrize(
    ("wanted", "slug"),
    [("begin", "begin"), ("BEG", "begin"), ("zoo", "zoo"), ("return", "why-return"), ("01-greet/why", "why-return")],
)
def test_a_card_is_found(tutor: Tutor, wanted: str, slug: str) -> None:
    assert find_card(tutor, wanted).slug == slug


def test_two_cards_that_fit_are_listed(tutor: Tutor) -> None:
    with pytest.raises(UsageProblem, match="why-start, 01-greet/why-return"):
        find_card(tutor, "why")


@pytest.mark.parametrize("wanted", ["nothing", "", "/", "02-part-ways/begin"])
def test_no_such_card(tutor: Tutor, wanted: str) -> None:
    with pytest.raises(UsageProblem, match="no card"):
        find_card(tutor, wanted)


def test_a_term_is_explained_or_guessed(tutor: Tutor) -> None:
    assert [term.term for term in explain(tutor, "wheels")] == ["wheel"]
    assert [term.term for term in explain(tutor, "lock")] == ["lock file"]
    with pytest.raises(UsageProblem) as caught:
        explain(tutor, "wheal")
    assert "wheel" in caught.value.hint


@pytest.mark.parametrize("wanted", ["", "  ", "zzz"])
def test_no_such_term(tutor: Tutor, wanted: str) -> None:
    with pytest.raises(UsageProblem, match="does not have"):
        explain(tutor, wanted)
