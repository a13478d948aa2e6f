"""The learner's way through the lessons, and what the steps done so far add up to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prodtutor.checking.verdict import Status
from prodtutor.curriculum.course import Badge, Course, Route, load_course
from prodtutor.curriculum.load import is_ready
from prodtutor.errors import UsageProblem
from prodtutor.progress.records import StepProgress
from prodtutor.session.tutor import Tutor

Known = Callable[[str], dict[str, StepProgress]]
"""Slug of a lesson -> how its steps stand, by name."""


@dataclass(frozen=True)
class StopState:
    """One stop of a route."""

    lesson: str
    """Slug."""
    number: int
    """0 for a lesson that the pack does not have."""
    title: str
    """The lesson's, or that of the one step that is meant."""
    step: str
    """Id of that step; empty when the whole lesson is meant, or while the lesson is planned."""
    ready: bool
    done: bool


@dataclass(frozen=True)
class RouteState:
    """A route, and how far the learner is on it."""

    route: Route
    stops: tuple[StopState, ...]
    chosen: bool

    @property
    def done(self) -> int:
        return sum(stop.done for stop in self.stops)

    @property
    def next(self) -> StopState | None:
        """The first stop that can be worked on and is not done; None at the end."""
        return next((stop for stop in self.stops if stop.ready and not stop.done), None)


@dataclass(frozen=True)
class BadgeStep:
    """One step that a badge is earned by."""

    lesson: str
    number: int
    id: str
    """Empty while the lesson is only planned."""
    title: str
    done: bool
    broke_again: bool


@dataclass(frozen=True)
class BadgeState:
    """A badge, and what is missing for it."""

    badge: Badge
    steps: tuple[BadgeStep, ...]

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def earned(self) -> bool:
        """All of its steps are done, now."""
        return all(step.done for step in self.steps)

    @property
    def was_earned(self) -> bool:
        """Every step was done at some time, and one of them broke again."""
        return not self.earned and all(step.done or step.broke_again for step in self.steps)


def course_of(tutor: Tutor) -> Course:
    """What the pack has around its lessons. Raises UsageProblem when `course.toml` has a mistake."""
    return load_course(tutor.pack)


def chosen_route(tutor: Tutor) -> Route | None:
    """The route that the learner chose; None when they chose none, or when it is gone."""
    name = tutor.progress.fact(_fact(tutor))
    return course_of(tutor).route(name) if name else None


def choose_route(tutor: Tutor, wanted: str | None) -> Route | None:
    """Remember a route by its name or the beginning of it; None means none.

    Raises UsageProblem, listing what there is, when no route or more than one is meant.
    """
    if wanted is None:
        tutor.progress.set_fact(_fact(tutor), "")
        return None
    routes = course_of(tutor).routes
    text = wanted.strip().lower()
    found = [route for route in routes if route.name == text] or [r for r in routes if text and r.name.startswith(text)]
    if len(found) != 1:
        listed = ", ".join(route.name for route in routes)
        hint = f"There are: {listed}." if listed else "This pack has no routes."
        raise UsageProblem("No such route", f"There is no route {wanted!r}.", hint)
    tutor.progress.set_fact(_fact(tutor), found[0].name)
    return found[0]


def routes(tutor: Tutor) -> tuple[RouteState, ...]:
    """Every route with how far the learner is on it. Raises UsageProblem when `course.toml` has a mistake."""
    course, chosen, known = course_of(tutor), chosen_route(tutor), _known(tutor)
    return tuple(
        RouteState(route, tuple(_stop(tutor, stop, known) for stop in route.stops), route == chosen)
        for route in course.routes
    )


def badges(tutor: Tutor) -> tuple[BadgeState, ...]:
    """Every badge of the pack, counted from the learner's progress and from nothing else."""
    known = _known(tutor)
    return tuple(
        BadgeState(badge, tuple(_badge_step(tutor, step, known) for step in badge.steps))
        for badge in course_of(tutor).badges
    )


def _fact(tutor: Tutor) -> str:
    return f"route {tutor.pack.name}"


def _known(tutor: Tutor) -> Known:
    kept: dict[str, dict[str, StepProgress]] = {}

    def known(slug: str) -> dict[str, StepProgress]:
        if slug not in kept:
            kept[slug] = tutor.progress.step_statuses(slug)
        return kept[slug]

    return known


def _done(known: Known, slug: str, name: str) -> bool:
    progress = known(slug).get(name)
    return progress is not None and progress.status is Status.DONE


def _stop(tutor: Tutor, stop: str, known: Known) -> StopState:
    slug, _, name = stop.partition("/")
    entry = next((entry for entry in tutor.pack.lessons if entry.slug == slug), None)
    if entry is None or not is_ready(tutor.pack, entry):
        title = entry.title if entry else slug
        return StopState(slug, entry.number if entry else 0, title, "", ready=False, done=False)
    lesson = tutor.lesson(slug)
    wanted = [step for step in lesson.steps if step.name == name] if name else list(lesson.required)
    done = bool(wanted) and all(_done(known, slug, step.name) for step in wanted)
    one = wanted[0] if name and wanted else None
    return StopState(
        slug, lesson.number, one.title if one else lesson.title, one.id if one else "", ready=True, done=done
    )


def _badge_step(tutor: Tutor, reference: str, known: Known) -> BadgeStep:
    slug, _, name = reference.partition("/")
    entry = next((entry for entry in tutor.pack.lessons if entry.slug == slug), None)
    step = tutor.lesson(slug).step(name) if entry and is_ready(tutor.pack, entry) else None
    progress = known(slug).get(name)
    done = progress is not None and progress.status is Status.DONE
    return BadgeStep(
        lesson=slug,
        number=entry.number if entry else 0,
        id=step.id if step else "",
        title=step.title if step else entry.title if entry else slug,
        done=done,
        broke_again=progress is not None and progress.ever_done and not done,
    )
