"""All lessons of the pack with how far the learner is."""

from __future__ import annotations

from dataclasses import dataclass

from prodtutor.checking.verdict import Status
from prodtutor.curriculum.load import is_ready
from prodtutor.errors import UsageProblem
from prodtutor.session.tutor import Tutor


@dataclass(frozen=True)
class StepOverview:
    id: str
    name: str
    title: str
    optional: bool
    status: Status
    """The last known one; not_yet when it was never checked."""
    ever_done: bool
    """With status not_yet: it broke again."""


@dataclass(frozen=True)
class LessonOverview:
    number: int
    slug: str
    title: str
    minutes: str
    ready: bool
    """False: planned."""
    steps: tuple[StepOverview, ...] = ()
    problem: str = ""
    """Why a lesson that is there cannot be used: a sentence for its author."""

    @property
    def done(self) -> int:
        """How many required steps are done."""
        return sum(1 for step in self.steps if not step.optional and step.status is Status.DONE)

    @property
    def required(self) -> int:
        """How many steps the verdict counts."""
        return sum(1 for step in self.steps if not step.optional)


def overview(tutor: Tutor) -> tuple[LessonOverview, ...]:
    """Every lesson of the pack, in order. Raises UsageProblem when `pack.toml` cannot be read."""
    return tuple(_lesson(tutor, entry.slug) for entry in tutor.pack.lessons)


def _lesson(tutor: Tutor, slug: str) -> LessonOverview:
    entry = next(entry for entry in tutor.pack.lessons if entry.slug == slug)
    ready, problem = is_ready(tutor.pack, entry), ""
    steps: tuple[StepOverview, ...] = ()
    if ready:
        try:
            lesson = tutor.lesson(slug)
        except UsageProblem as error:
            problem = error.message  # one lesson with a mistake does not hide the others
        else:
            known = tutor.progress.step_statuses(slug)
            steps = tuple(
                StepOverview(
                    id=step.id,
                    name=step.name,
                    title=step.title,
                    optional=step.optional,
                    status=known[step.name].status if step.name in known else Status.NOT_YET,
                    ever_done=step.name in known and known[step.name].ever_done,
                )
                for step in lesson.steps
            )
    return LessonOverview(
        number=entry.number,
        slug=slug,
        title=entry.title,
        minutes=entry.minutes,
        ready=ready,
        steps=steps,
        problem=problem,
    )
