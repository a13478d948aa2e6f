"""What there is to read besides the lessons: cards and the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from prodtutor.curriculum.cards import course_cards
from prodtutor.curriculum.course import load_course
from prodtutor.curriculum.glossary import Term, find_term, load_glossary, matching, near_terms
from prodtutor.curriculum.load import is_ready
from prodtutor.curriculum.model import Card
from prodtutor.errors import UsageProblem
from prodtutor.session.tutor import Tutor


@dataclass(frozen=True)
class Shelf:
    """Cards that belong together."""

    lesson: str
    """Slug of the lesson; empty for those of the course."""
    title: str
    number: int
    """Of the lesson; 0 for the course."""
    cards: tuple[Card, ...]


def shelves(tutor: Tutor) -> tuple[Shelf, ...]:
    """Every card of the pack: those of the course, then lesson by lesson. A lesson without cards has no shelf.

    Raises UsageProblem when a card of the course cannot be read. A lesson with a mistake is left out: `list` names it.
    """
    order = load_course(tutor.pack).cards
    own = sorted(course_cards(tutor.pack), key=lambda card: (_place(card.slug, order), card.slug))
    found = [Shelf("", "The course", 0, tuple(own))]
    for entry in tutor.pack.lessons:
        if not is_ready(tutor.pack, entry):
            continue
        try:
            cards = tutor.lesson(entry.slug).cards
        except UsageProblem:
            continue
        found.append(Shelf(entry.slug, entry.title, entry.number, cards))
    return tuple(shelf for shelf in found if shelf.cards)


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


def find_card(tutor: Tutor, wanted: str) -> Card:
    """The card that `wanted` means: its name, the beginning of it, or words of its title.

    `04-configuration/secrets-managers` names the lesson as well. Raises UsageProblem, listing what fits, when no card
    or more than one is meant.
    """
    lesson, _, text = wanted.strip().lower().rpartition("/")
    there = [(shelf, card) for shelf in shelves(tutor) for card in shelf.cards if not lesson or shelf.lesson == lesson]
    tests = (
        lambda card: card.slug == text,
        lambda card: card.slug.startswith(text),
        lambda card: text in card.slug or text in card.title.lower(),
    )
    for fits in tests:
        found = [(shelf, card) for shelf, card in there if text and fits(card)]
        if len(found) == 1:
            return found[0][1]
        if found:
            listed = ", ".join(f"{shelf.lesson}/{card.slug}" if shelf.lesson else card.slug for shelf, card in found)
            raise UsageProblem("More than one card fits", f"{wanted!r} could mean {listed}.")
    raise UsageProblem("No such card", f"There is no card {wanted!r}.", "`prodtutor read` lists them all.")


def glossary(tutor: Tutor) -> tuple[Term, ...]:
    """The terms, in the order of the alphabet. Raises UsageProblem when `glossary.toml` has a mistake."""
    return load_glossary(tutor.pack)


def explain(tutor: Tutor, wanted: str) -> tuple[Term, ...]:
    """What `wanted` means: the one term that it names, or else all terms that speak of it.

    Raises UsageProblem, naming what is spelled alike, when there is nothing.
    """
    terms = glossary(tutor)
    term = find_term(terms, wanted)
    found = (term,) if term else matching(terms, wanted) if wanted.strip() else ()
    if not found:
        near = near_terms(terms, wanted)
        hint = f"Did you mean {', '.join(near)}?" if near else "`prodtutor glossary` lists them all."
        raise UsageProblem("No such term", f"The glossary does not have {wanted!r}.", hint)
    return found
