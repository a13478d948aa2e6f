"""`lessons/course.toml`: the ways through the lessons, the badges that steps earn, and the checklist to take home."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from prodtutor.curriculum.model import Data, Pack
from prodtutor.curriculum.reading import TomlFile
from prodtutor.curriculum.references import PackParts
from prodtutor.errors import UsageProblem

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Route(Data, frozen=True, kw_only=True):
    """A way through the lessons. It is a suggestion: no lesson is ever locked."""

    name: str
    """The stable key."""
    title: str
    about: str
    """Whom it is for, in a sentence."""
    minutes: str
    """A range, such as `120-180`."""
    stops: tuple[str, ...]
    """In order: a lesson's slug for all of its required steps, or `lesson/step` for one of them."""

    @property
    def lessons(self) -> tuple[str, ...]:
        """The slugs of its lessons, each once, in order."""
        return tuple(dict.fromkeys(stop.partition("/")[0] for stop in self.stops))


class Badge(Data, frozen=True, kw_only=True):
    """What a learner can say of a program after these steps."""

    name: str
    title: str
    """How it continues "a program that can be …"."""
    about: str
    steps: tuple[str, ...]
    """`lesson/step`: it is earned when all of them are done."""


class ChecklistPart(Data, frozen=True, kw_only=True):
    """A heading of the checklist with its lines."""

    title: str
    lesson: str = ""
    """The slug of the lesson that shows how; empty when none does."""
    items: tuple[str, ...]


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a pack has around its lessons; each part may be empty."""

    routes: tuple[Route, ...] = ()
    badges: tuple[Badge, ...] = ()
    checklist: tuple[ChecklistPart, ...] = ()
    cards: tuple[str, ...] = ()
    """Names of the course's cards in the order in which they are shown; the others follow by name."""

    def route(self, name: str) -> Route | None:
        """The route of that name, or None."""
        return next((route for route in self.routes if route.name == name), None)


def load_course(pack: Pack) -> Course:
    """Read `course.toml`; an empty course when there is none.

    What its references mean is not looked up: that would read every lesson (see `course_problems`). Raises
    UsageProblem with file, line and key when the file has a mistake.
    """
    file = _file(pack)
    if file is None:
        return Course()
    course = file.as_(Course)
    for problem in _own_problems(file, course):
        raise problem
    return course


def course_problems(pack: Pack) -> tuple[UsageProblem, ...]:
    """Every mistake in the file, references to nothing among them, each with file, line and key."""
    try:
        file = _file(pack)
        if file is None:
            return ()
        course = file.as_(Course)
        return (*_own_problems(file, course), *_reference_problems(file, course, PackParts(pack)))
    except UsageProblem as problem:
        return (problem,)


def _file(pack: Pack) -> TomlFile | None:
    path = pack.root / "lessons" / "course.toml"
    return TomlFile(path, "routes, badges and the checklist") if path.is_file() else None


def _own_problems(file: TomlFile, course: Course) -> Iterator[UsageProblem]:
    kinds = (("routes", [r.name for r in course.routes]), ("badges", [b.name for b in course.badges]))
    for key, given in kinds:
        for index, name in enumerate(given):
            if not _NAME.fullmatch(name):
                yield file.problem((key, index, "name"), "Expected lower case letters, digits and single dashes.")
            if name in given[:index]:
                yield file.problem((key, index, "name"), f"Two {key} are named {name}.")
    for index, route in enumerate(course.routes):
        if not route.stops:
            yield file.problem(("routes", index, "stops"), "A route needs at least one stop.")
    for index, badge in enumerate(course.badges):
        if not badge.steps:
            yield file.problem(("badges", index, "steps"), "Nothing earns this badge.")
    for index, part in enumerate(course.checklist):
        if not part.items:
            yield file.problem(("checklist", index, "items"), "This part has no lines.")


def _reference_problems(file: TomlFile, course: Course, parts: PackParts) -> Iterator[UsageProblem]:
    for number, name in enumerate(course.cards):
        if name not in parts.course_cards:
            yield file.problem(("cards", number), f"The course has no card {name}.")
    for index, route in enumerate(course.routes):
        for number, stop in enumerate(route.stops):
            problem = parts.step_problem(stop) if "/" in stop else parts.lesson_problem(stop)
            if problem or stop.count("/") > 1:
                yield file.problem(("routes", index, "stops", number), problem or "A stop is a lesson or a step.")
    for index, badge in enumerate(course.badges):
        for number, step in enumerate(badge.steps):
            problem = parts.step_problem(step)
            if problem or step.count("/") > 1:
                yield file.problem(("badges", index, "steps", number), problem or "A badge is earned by whole steps.")
    for index, part in enumerate(course.checklist):
        if part.lesson and (problem := parts.lesson_problem(part.lesson)):
            yield file.problem(("checklist", index, "lesson"), problem)
