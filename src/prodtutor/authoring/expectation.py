"""What each version of a lesson must come out as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prodtutor.checking.verdict import Finding, Status, Verdict
from prodtutor.curriculum.load import specimen, specimen_names
from prodtutor.curriculum.model import Lesson

Kind = Literal["start", "stage", "solution", "accept", "reject"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Steps that must be done, steps that must not be, and words that must be said. Steps in neither are free."""

    kind: Kind
    specimen: str
    """As `compose` takes it: `start`, `stage:4.2`, `reject:NAME` …"""
    passes: tuple[str, ...]
    fails: tuple[str, ...]
    says: str = ""

    def in_words(self) -> str:
        parts = []
        if self.passes:
            parts.append(f"done: {', '.join(self.passes)}")
        if self.fails:
            parts.append(f"not yet: {', '.join(self.fails)}")
        if self.says:
            parts.append(f"says {self.says!r}")
        return "; ".join(parts)

    def disagreement(self, verdict: Verdict) -> str:
        """What the verdict says instead, in words; empty when it agrees."""
        statuses = verdict.statuses
        wrong = [i for i in self.passes if statuses.get(i) is not Status.DONE]
        wrong += [i for i in self.fails if statuses.get(i) is not Status.NOT_YET]
        if wrong:
            return "; ".join(f"{i} {statuses.get(i, 'missing')}{_why(verdict, i)}" for i in wrong)
        if unknown := _unjudged(verdict):
            return f"{unknown.step} has a goal that cannot be judged ({unknown.message[:300]} {unknown.detail[:300]})"
        if self.says:
            texts = [_text(f) for i in self.fails for f in _must(verdict, i)]
            if not any(self.says.casefold() in text.casefold() for text in texts):
                return "says " + (" | ".join(texts) or "nothing")
        return ""


def expectations(lesson: Lesson) -> list[Expectation]:
    """All versions of the lesson with what must come of them. Raises UsageProblem for a broken specimen file."""
    ids = [step.id for step in lesson.steps]
    required = tuple(step.id for step in lesson.required)
    found = [Expectation("start", "start", (), tuple(ids))]
    for index, step in enumerate(lesson.steps):
        following = lesson.steps[index + 1] if index + 1 < len(lesson.steps) else None
        fails = (following.id,) if following is not None and not following.early else ()
        found.append(Expectation("stage", f"stage:{step.id}", tuple(ids[: index + 1]), fails))
    found.append(Expectation("solution", "solution", required, ()))
    for name in specimen_names(lesson, "accept"):
        specimen(lesson, "accept", name)
        found.append(Expectation("accept", f"accept:{name}", required, ()))
    for name in specimen_names(lesson, "reject"):
        said = specimen(lesson, "reject", name)
        passes = tuple(step for step in required if step not in said.fails)
        found.append(Expectation("reject", f"reject:{name}", passes, said.fails, said.says))
    return found


def _unjudged(verdict: Verdict) -> Finding | None:
    """A goal without an answer, in a step that a learner would see: another goal of it is not done, which hides it."""
    shown = [step for step in verdict.steps if not step.waits_for]
    return next((finding for step in shown for finding in step.findings if finding.code == "cannot_judge"), None)


def _must(verdict: Verdict, step_id: str) -> list[Finding]:
    step = verdict.step(step_id)
    return [finding for finding in step.findings if finding.level == "must"] if step else []


def _text(finding: Finding) -> str:
    return " ".join(part for part in (finding.message, finding.did, finding.saw, finding.means) if part)


def _why(verdict: Verdict, step_id: str) -> str:
    findings = _must(verdict, step_id)
    return f" ({_text(findings[0])[:300]})" if findings else ""
