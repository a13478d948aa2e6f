"""The lessons as a list: number, title, minutes, and a dot for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from prodtutor.checking.verdict import Status
from prodtutor.tui.glyphs import MUTED, Glyphs
from prodtutor.untrusted import neutralise

if TYPE_CHECKING:
    from prodtutor.session.overview import LessonOverview, StepOverview


_BEFORE = 5
"""Cells before a title: the route's sign, the number, whether all is done, and a gap."""
_DOTS = 56
"""Columns from which there is a dot for each step."""
_AIRY = 78
"""Columns from which two stand between the parts of a row."""


def _time(lesson: LessonOverview) -> str:
    time = neutralise(lesson.minutes)
    return time if "min" in time else f"{time} min"


class LessonList(OptionList):
    """One row for a lesson; `planned` ones are quiet."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(compact=True, markup=False)
        self._glyphs = glyphs
        self._lessons: tuple[LessonOverview, ...] = ()
        self._route: frozenset[str] = frozenset()
        self._times: dict[str, str] = {}
        self._counted = True
        """Whether rows say how many steps are done beside their dots: a title that is cut for it says less."""

    def show(self, lessons: Sequence[LessonOverview], last: str | None, route: Sequence[str] = ()) -> None:
        """Show the lessons; the one opened last is highlighted, else the first that can be opened.

        Those on the `route` (slugs) are marked; without one, none is.
        """
        self._lessons = tuple(lessons)
        self._route = frozenset(route)
        self._fill()
        slugs = [lesson.slug for lesson in self._lessons]
        ready = next((at for at, lesson in enumerate(self._lessons) if lesson.ready), 0)
        self.highlighted = slugs.index(last) if last in slugs else ready if slugs else None

    def lesson_at(self, index: int | None) -> LessonOverview | None:
        """The lesson in a row."""
        return self._lessons[index] if index is not None and index < len(self._lessons) else None

    def on_resize(self) -> None:
        highlighted = self.highlighted
        self._fill()
        self.highlighted = highlighted

    def _fill(self) -> None:
        width = max(30, self.size.width - 2)
        self._times = {lesson.slug: _time(lesson) for lesson in self._lessons}
        longest = max((len(lesson.title) for lesson in self._lessons), default=0)
        self._counted = width < _DOTS or width - self._tail(width) >= longest + _BEFORE + 1
        self.set_options([Option(self._row(lesson, width), id=lesson.slug) for lesson in self._lessons])

    def _tail(self, width: int) -> int:
        """Cells behind a title when all is said there: the time, the dots, and how many."""
        gap = 2 if width >= _AIRY else 1
        most = max((each.required for each in self._lessons), default=0)
        return max(map(len, self._times.values()), default=0) + gap + most + gap + 3

    def _row(self, lesson: LessonOverview, width: int) -> Content:
        quiet = not lesson.ready or bool(lesson.problem)
        most = max((each.required for each in self._lessons), default=0)
        gap = "  " if width >= _AIRY else " "
        dots = self._dots(lesson.steps)
        steps = Content.assemble(dots, " " * (most - dots.cell_length)) if width >= _DOTS else Content("")
        count = f"{lesson.done}/{lesson.required}" if lesson.required else ""
        state = (
            Content.assemble(steps, f"{gap}{count:>3}" if self._counted else "")
            if not quiet
            else Content.styled("damaged" if lesson.problem else "planned", MUTED)
        )
        time = self._times[lesson.slug].rjust(max(map(len, self._times.values())))
        tail = Content.assemble((time + gap, MUTED), state) if width >= 48 else state
        room = width - _BEFORE - tail.cell_length - 1
        title = Content(neutralise(lesson.title))
        if title.cell_length > room:
            title = title.truncate(max(4, room), ellipsis=True)
        sign = (self._glyphs.done, "$text-success") if lesson.required and lesson.done == lesson.required else (" ", "")
        return Content.assemble(
            (self._glyphs.point if lesson.slug in self._route else " ", "$accent"),
            (f"{lesson.number:>2}", MUTED if quiet else "$accent"),
            sign,
            " ",
            title.stylize(MUTED) if quiet else title,
            " " * max(1, width - _BEFORE - title.cell_length - tail.cell_length),
            tail,
        )

    def _dots(self, steps: Sequence[StepOverview]) -> Content:
        parts: list[tuple[str, str]] = []
        for step in steps:
            if step.optional:
                continue
            if step.status is Status.DONE:
                parts.append((self._glyphs.full, "$accent"))
            elif step.ever_done:
                parts.append((self._glyphs.broke, "$text-error"))
            else:
                parts.append((self._glyphs.empty, MUTED))
        return Content.assemble(*parts)
