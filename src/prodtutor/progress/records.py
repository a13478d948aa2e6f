"""What progress remembers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from prodtutor.checking.verdict import Status


@dataclass(frozen=True)
class StepProgress:
    """How a step stands. With `ever_done` and a status of not_yet it broke again."""

    status: Status
    ever_done: bool


@dataclass(frozen=True)
class Place:
    """Where the learner was: to open the lesson there again."""

    file: str = ""
    line: int = 0
    column: int = 0
    step: str = ""
    """Id of the step."""
    pane: str = ""
    """The front end's own name for it."""


@dataclass(frozen=True)
class Attempt:
    """One check. `number` gives the order; `at` is for people."""

    number: int
    lesson: str
    digest: str
    status: Status
    at: str
