"""The grade sheet: what came of each submission, and of the run as a whole. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prodtutor.checking.verdict import Status
from prodtutor.classroom.gather import Skipped
from prodtutor.classroom.messages import Judged
from prodtutor.curriculum.model import Lesson
from prodtutor.errors import ExitStatus


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission. Every text in it can be shown as it is."""

    name: str
    lesson: str
    """The lesson's slug; empty when nobody can tell."""
    verdict: Status
    steps: Mapping[str, Status]
    score: float
    """The share of the required steps that are done, 0 to 1."""
    problem: str | None
    took_ms: int
    done: int = 0
    """How many required steps are done."""
    required: int = 0
    learner: str = ""
    says: str = ""
    """The first thing that is not done."""
    like: str = ""
    """The shipped version whose code it is: `solution`, `stage:4.2`, `start`."""
    pragmas: int = 0
    """Comments that asked a tool to look away, in vain."""
    known: bool = False
    """Taken over from an earlier run."""

    def to_json(self) -> dict[str, Any]:
        """The entry in `grade --json`."""
        return {
            "name": self.name,
            "lesson": self.lesson,
            "verdict": self.verdict.value,
            "steps": {step: status.value for step, status in self.steps.items()},
            "score": self.score,
            "problem": self.problem,
            "took_ms": self.took_ms,
            "learner": self.learner,
            "says": self.says,
            "like": self.like,
            "pragmas": self.pragmas,
            "known": self.known,
        }


@dataclass(frozen=True, slots=True)
class Taught:
    """What reports call a lesson and its steps."""

    number: int
    title: str
    steps: Mapping[str, str]
    """The title of each step, by its id."""


@dataclass(frozen=True, slots=True)
class GradeSheet:
    """All of them, in the order of their names."""

    isolation: str
    """`bwrap`: each in a sandbox; `limits`: with limits only, because the teacher trusts them."""
    submissions: tuple[Graded, ...]
    skipped: tuple[Skipped, ...] = ()
    taught: Mapping[str, Taught] = field(default_factory=dict)
    """The lessons of the submissions that were judged, by their slugs."""

    @property
    def status(self) -> ExitStatus:
        """0 when every submission was judged, whatever came of it; 1 when one could not be."""
        all_judged = all(item.verdict is not Status.CANNOT_JUDGE for item in self.submissions)
        return ExitStatus.DONE if all_judged else ExitStatus.NOT_YET

    def to_json(self) -> dict[str, Any]:
        """The object of `grade --json`."""
        return {
            "schema": 1,
            "isolation": self.isolation,
            "submissions": [item.to_json() for item in self.submissions],
            "skipped": [{"name": item.name, "why": item.why} for item in self.skipped],
        }


def graded(name: str, lesson: Lesson, judged: Judged, *, learner: str = "", known: bool = False) -> Graded:
    """One line of the sheet from what a worker said."""
    required = [step.id for step in lesson.required]
    done = sum(judged.steps.get(step) is Status.DONE for step in required)
    return Graded(
        name=name,
        lesson=lesson.slug,
        verdict=judged.verdict,
        steps=judged.steps,
        score=round(done / len(required), 3) if required else 0.0,
        problem=judged.problem,
        took_ms=judged.took_ms,
        done=done,
        required=len(required),
        learner=learner,
        says=judged.says,
        like=judged.like,
        pragmas=judged.pragmas,
        known=known,
    )


def ungradable(name: str, problem: str, *, lesson: str = "", learner: str = "") -> Graded:
    """One line of the sheet for what could not even be handed to a judge."""
    return Graded(name, lesson, Status.CANNOT_JUDGE, {}, 0.0, problem, 0, learner=learner)
