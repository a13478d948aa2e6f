"""How the course speaks of its parts, and whether they are there.

A step is `04-configuration/one-typed-object`, one of its goals `04-configuration/one-typed-object/one-door`: stable
names, as progress keeps them. A card is `start#A heading of it`, one of a lesson `04-configuration/a-card#A heading`.
"""

from __future__ import annotations

import re
from functools import cached_property

from prodtutor.curriculum.cards import course_cards, headings
from prodtutor.curriculum.load import is_ready, load_lesson
from prodtutor.curriculum.model import Card, Lesson, Pack
from prodtutor.curriculum.review import load_review, review_names

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_STEP = re.compile(rf"{_NAME}/{_NAME}(?:/{_NAME})?")
_CARD = re.compile(rf"(?:{_NAME}/)?{_NAME}#\S.*")


class PackParts:
    """Looks up what references mean. Each lesson is read once, when it is first asked for."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._lessons: dict[str, Lesson | None] = {}

    def lesson_problem(self, slug: str) -> str:
        """Why there is no such lesson; empty when there is one, ready or planned."""
        return "" if any(entry.slug == slug for entry in self._pack.lessons) else f"There is no lesson {slug}."

    def step_problem(self, reference: str) -> str:
        """Why `reference` names no step (or goal) with checks, as a sentence; empty when it does.

        A lesson that is only planned has no steps yet: what is said of it is held once it is written.
        """
        if not _STEP.fullmatch(reference):
            return f"Expected a lesson's slug and a step's name, such as 04-configuration/one-door, got {reference!r}."
        slug, name, *more = reference.split("/")
        if problem := self.lesson_problem(slug):
            return problem
        lesson = self._lesson(slug)
        if lesson is None:
            return ""
        step = next((step for step in lesson.steps if step.name == name), None)
        if step is None:
            return f"Lesson {slug} has no step named {name}."
        if more and all(goal.name != more[0] for goal in step.goals):
            return f"Step {name} of {slug} has no goal named {more[0]}."
        return ""

    def card_problem(self, reference: str) -> str:
        """Why `reference` names no heading of a card, as a sentence; empty when it does."""
        if not _CARD.fullmatch(reference):
            return f"Expected a card and a heading of it, such as start#Why it matters, got {reference!r}."
        where, _, heading = reference.partition("#")
        slug, _, name = where.rpartition("/")
        if slug and (problem := self.lesson_problem(slug)):
            return problem
        lesson = self._lesson(slug) if slug else None
        if slug and lesson is None:
            return ""  # planned
        cards = {card.slug: card for card in lesson.cards} if lesson else self.course_cards
        card = cards.get(name)
        if card is None:
            return f"{f'Lesson {slug}' if slug else 'The course'} has no card {name}."
        if heading not in headings(card):
            return f"The card {where} has no heading {heading!r}."
        return ""

    def review_problem(self, reference: str) -> str:
        """Why `reference` names no review drill (or no fault in one), as a sentence; empty when it does."""
        name, _, fault = reference.partition("/")
        if name not in review_names(self._pack):
            return f"There is no review {name}."
        if fault and all(there.name != fault for there in load_review(self._pack, name).faults):
            return f"The review {name} has no fault named {fault}."
        return ""

    def _lesson(self, slug: str) -> Lesson | None:
        if slug not in self._lessons:
            entry = next(entry for entry in self._pack.lessons if entry.slug == slug)
            self._lessons[slug] = load_lesson(self._pack, entry) if is_ready(self._pack, entry) else None
        return self._lessons[slug]

    @cached_property
    def course_cards(self) -> dict[str, Card]:
        """The cards of the course by name."""
        return {card.slug: card for card in course_cards(self._pack)}
