"""What a check says: findings, goal and step statuses, and the verdict. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal


class Status(StrEnum):
    """Three words, a contract. Ignorance is never `not_yet`."""

    DONE = "done"
    NOT_YET = "not_yet"
    CANNOT_JUDGE = "cannot_judge"


SYMBOLS = {Status.DONE: "✓", Status.NOT_YET: "○", Status.CANNOT_JUDGE: "?"}
WORDS = {Status.DONE: "done", Status.NOT_YET: "not yet", Status.CANNOT_JUDGE: "cannot be judged"}
"""How a status is shown in plain text and in reports."""


Tool = Literal["pytest", "ruff", "mypy", "tutor"]
Level = Literal["must", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know. The message reads well alone; did, saw and means say it in three lines where known."""

    tool: Tool
    code: str
    """Ruff's rule, mypy's code, the name of the check, or the tutor's own (`syntax`, `import`, `limit` ...)."""
    level: Level
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    step: str = ""
    """Id of the step it belongs to; empty when it belongs to all."""
    goal: str = ""
    """Name of the goal."""
    did: str = ""
    saw: str = ""
    means: str = ""
    detail: str = ""
    """More, for whoever opens the finding: a traceback that begins in the learner's file, expected and actual."""
    end_line: int | None = None
    """The line on which it ends, where the tool says so."""
    end_column: int | None = None
    """The column behind the last character of it (from 1)."""

    def to_json(self) -> dict[str, Any]:
        """The finding as the JSON contract has it; its end, and did, saw and means, added where they are known."""
        data: dict[str, Any] = {
            "tool": self.tool,
            "code": self.code,
            "level": self.level,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
        }
        for name in ("end_line", "end_column", "goal", "did", "saw", "means", "detail"):
            if value := getattr(self, name):
                data[name] = value
        return data


@dataclass(frozen=True, slots=True)
class GoalVerdict:
    name: str
    title: str
    status: Status


@dataclass(frozen=True, slots=True)
class StepVerdict:
    id: str
    name: str
    title: str
    status: Status
    goals: tuple[GoalVerdict, ...]
    findings: tuple[Finding, ...]
    optional: bool = False
    waits_for: tuple[str, ...] = ()
    """Ids of the steps in `after` that are not done: on screen this step is *waiting*."""

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "status": self.status.value,
            "optional": self.optional,
            "goals": [{"title": g.title, "status": g.status.value} for g in self.goals],
            "findings": [f.to_json() for f in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one snapshot is worth."""

    lesson: str
    digest: str
    status: Status
    steps: tuple[StepVerdict, ...]
    took_ms: int
    problem: Finding | None = None
    """One finding that stands for all (a file that does not parse, say): nothing of the learner's was run."""

    def to_json(self) -> dict[str, Any]:
        """The object of `check --json`."""
        return {
            "schema": 1,
            "lesson": self.lesson,
            "digest": self.digest,
            "verdict": self.status.value,
            "took_ms": self.took_ms,
            "steps": [step.to_json() for step in self.steps],
        }

    def step(self, step_id: str) -> StepVerdict | None:
        return next((s for s in self.steps if step_id in (s.id, s.name)), None)

    @property
    def statuses(self) -> Mapping[str, Status]:
        return {step.id: step.status for step in self.steps}


@dataclass(frozen=True, slots=True)
class GateAnswered:
    """One tool is through with one part: its findings so far."""

    tool: Tool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StepJudged:
    """A step's verdict is complete; others may still be under way."""

    step: StepVerdict


@dataclass(frozen=True, slots=True)
class StepFailing:
    """A step cannot be done any more, and here is why, while the rest of it is still under way.

    Its goals are those that are known already; the verdict on the step follows as `StepJudged`.
    """

    step: StepVerdict


@dataclass(frozen=True, slots=True)
class CheckFinished:
    verdict: Verdict


CheckEvent = GateAnswered | StepFailing | StepJudged | CheckFinished
