"""What screens ask of `session`, in one place. Each part of it is imported when it is first asked for.

Every method may block and may raise ProdtutorError: screens call them off the event loop (see `problems`).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from prodtutor.settings import Settings
from prodtutor.tui.lesson_desk import Arrival, LessonDesk
from prodtutor.tui.undos import Undos

__all__ = ["Arrival", "Desk", "LessonDesk"]

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from prodtutor.curriculum.glossary import Term
    from prodtutor.curriculum.review import Review
    from prodtutor.session.course import BadgeState, RouteState
    from prodtutor.session.overview import LessonOverview
    from prodtutor.session.reading import Shelf
    from prodtutor.session.review import Mark, ReviewVerdict
    from prodtutor.session.tutor import Tutor
    from prodtutor.session.welcome import Page


class Desk:
    """The tutor as the home screen sees it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._tutor: Tutor | None = None
        self._making = threading.Lock()
        self._undos = Undos()

    @property
    def tutor(self) -> Tutor:
        with self._making:
            if self._tutor is None:
                from prodtutor.session.tutor import Tutor

                self._tutor = Tutor(self.settings)
            return self._tutor

    def overview(self) -> tuple[LessonOverview, ...]:
        """Every lesson of the pack, with how far the learner is."""
        from prodtutor.session.overview import overview

        return overview(self.tutor)

    def last_lesson(self) -> str | None:
        """The slug of the lesson opened last, or None on the first run."""
        return self.tutor.progress.last_lesson()

    def theme(self) -> str:
        """The colours that the learner chose; empty when they never did."""
        return self.tutor.progress.fact("theme") or ""

    def keep_theme(self, name: str) -> None:
        """Remember the colours for the next time."""
        self.tutor.progress.set_fact("theme", name)

    # Around the lessons

    def shelves(self) -> tuple[Shelf, ...]:
        """Every card of the pack: those of the course, then lesson by lesson."""
        from prodtutor.session.reading import shelves

        return shelves(self.tutor)

    def glossary(self) -> tuple[Term, ...]:
        """The terms that can be looked up, in the order of the alphabet."""
        from prodtutor.session.reading import glossary

        return glossary(self.tutor)

    def routes(self) -> tuple[RouteState, ...]:
        """The ways through the lessons, and how far the learner is on each."""
        from prodtutor.session.course import routes

        return routes(self.tutor)

    def choose_route(self, name: str | None) -> None:
        """Remember the route to follow; None for none."""
        from prodtutor.session.course import choose_route

        choose_route(self.tutor, name)

    def badges(self) -> tuple[BadgeState, ...]:
        """The badges, counted from the learner's steps."""
        from prodtutor.session.course import badges

        return badges(self.tutor)

    def reviews(self) -> tuple[tuple[Review, bool], ...]:
        """The review drills, each with whether it was done."""
        from prodtutor.session.review import reviews

        return reviews(self.tutor)

    def review_change(self, review: Review, marks: Iterable[Mark]) -> ReviewVerdict:
        """What these marks are worth; remembered when the review is done."""
        from prodtutor.session.review import review_change

        return review_change(self.tutor, review, marks)

    def export_checklist(self, path: Path, *, overwrite: bool) -> Path:
        """Write the checklist; gives back the file. Raises UsageProblem when it is there and may not be replaced."""
        from prodtutor.session.checklist import export

        return export(self.tutor, path, overwrite=overwrite)

    def welcome(self) -> tuple[Page, ...]:
        """The pages for a newcomer."""
        from prodtutor.session.welcome import pages

        return pages(self.tutor)

    def is_first_run(self) -> bool:
        """Whether the welcome should be shown by itself."""
        from prodtutor.session.welcome import is_first_run

        return is_first_run(self.tutor)

    def remember_welcome(self) -> None:
        """Do not show the welcome by itself again."""
        from prodtutor.session.welcome import remember_seen

        remember_seen(self.tutor)

    def open(self, wanted: str) -> LessonDesk:
        """Open a lesson: lay it out if need be, and take the pen if nobody else holds it."""
        from prodtutor.session.lock import acquire
        from prodtutor.session.open import open_lesson

        opened = open_lesson(self.tutor, wanted)
        lesson = LessonDesk(opened, self._undos, writable=acquire(opened))
        lesson.arrive()
        return lesson

    def close(self) -> None:
        """End the tutor's processes and close its database."""
        with self._making:
            tutor, self._tutor = self._tutor, None
        if tutor is not None:
            tutor.close()
