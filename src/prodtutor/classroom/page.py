"""The report of a class as a page for the browser: one file, no scripts, nothing loaded from anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from prodtutor.checking.verdict import SYMBOLS, WORDS, Status
from prodtutor.classroom.sheet import Graded, GradeSheet, Taught


@dataclass(frozen=True, slots=True)
class Column:
    """A step, and how much of the class has done it."""

    step: str
    title: str
    done: int
    of: int

    @property
    def share(self) -> int:
        """Per cent, 0 to 100, rounded down: 100 means all of them."""
        return 100 * self.done // self.of if self.of else 0


@dataclass(frozen=True, slots=True)
class Class:
    """All submissions for one lesson."""

    title: str
    columns: tuple[Column, ...]
    submissions: tuple[Graded, ...]


def html_report(sheet: GradeSheet) -> str:
    """The page. Every text of a submission's is escaped by the template's engine."""
    environment = Environment(
        loader=PackageLoader("prodtutor.classroom", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    counts = Counter(item.verdict for item in sheet.submissions)
    return environment.get_template("page.html.j2").render(
        classes=classes(sheet),
        counts=[(WORDS[status], counts[status]) for status in SYMBOLS],
        sheet=sheet,
        symbols=SYMBOLS,
        words=WORDS,
    )


def classes(sheet: GradeSheet) -> list[Class]:
    """The submissions, lesson by lesson; last those of which nobody can tell the lesson."""
    by_lesson: dict[str, list[Graded]] = {}
    for item in sheet.submissions:
        by_lesson.setdefault(item.lesson, []).append(item)
    return [
        _class(slug, by_lesson[slug], sheet.taught) for slug in sorted(by_lesson, key=lambda slug: (not slug, slug))
    ]


def _class(slug: str, submissions: Sequence[Graded], taught: Mapping[str, Taught]) -> Class:
    lesson = taught.get(slug)
    judged = [item for item in submissions if item.steps]
    steps = dict.fromkeys(step for item in judged for step in item.steps)
    columns = tuple(
        Column(
            step,
            lesson.steps.get(step, step) if lesson else step,
            sum(item.steps.get(step) is Status.DONE for item in judged),
            len(judged),
        )
        for step in steps
    )
    title = f"Lesson {lesson.number}: {lesson.title}" if lesson else (slug or "No lesson that I know")
    return Class(title, columns, tuple(submissions))
