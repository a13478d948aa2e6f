"""What a run of workflows came to: jobs, steps and their output, and all of it as text, in the order in which it came.

The lines can be asked for while it runs: what has been said stays, more is added at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from prodtutor.checkkit.workflows.values import Value

Result = Literal["success", "failure", "skipped", "cancelled"]
_MARKS = {"success": "✓", "failure": "✗", "skipped": "⊘", "cancelled": "⊘"}
_HIDDEN = "***"


@dataclass
class StepRun:
    """One step."""

    title: str
    line: int | None
    outcome: Result = "skipped"
    """How it ended."""
    conclusion: Result = "skipped"
    """What counts: `continue-on-error` turns a failure into a success."""
    raw: list[str] = field(default_factory=list)
    """What it said, with secrets as they were printed."""
    outputs: dict[str, str] = field(default_factory=dict)
    command: str | None = None
    """The script, with its expressions filled in."""
    env: Mapping[str, str] = field(default_factory=dict)
    """The variables that the workflow has given it."""
    under_way: bool = False


@dataclass
class JobRun:
    """One job, or one leg of its matrix."""

    id: str
    name: str
    line: int | None
    leg: Mapping[str, Value] = field(default_factory=dict)
    result: Result = "skipped"
    steps: list[StepRun] = field(default_factory=list)
    permissions: Mapping[str, str] | None = None
    """See `contexts.permissions`."""
    pythons: tuple[str, ...] = ()
    """The versions of Python that it asked for."""
    outputs: dict[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Its workspace at its end, as far as somebody asked for it."""
    masks: set[str] = field(default_factory=set)
    """What is not to be shown."""
    under_way: bool = False

    @property
    def output(self) -> str:
        """All that its steps said, secrets included."""
        return "".join(f"{line}\n" for step in self.steps for line in step.raw)


@dataclass
class WorkflowRun:
    """One workflow file and what an event made of it."""

    file: str
    name: str
    event: str
    """In words."""
    started: bool = True
    result: Result = "success"
    jobs: list[JobRun] = field(default_factory=list)
    problem: str = ""
    """Why GitHub would refuse it."""
    line: int | None = None
    under_way: bool = False

    def of(self, job: str) -> list[JobRun]:
        """The legs of a job."""
        return [run for run in self.jobs if run.id == job]

    def failed_step(self) -> tuple[JobRun, StepRun] | None:
        """The first step that failed and was not forgiven."""
        for job in self.jobs:
            for step in job.steps:
                if step.conclusion == "failure":
                    return job, step
        return None

    def text(self) -> str:
        """The log, secrets hidden."""
        return "".join(f"{line}\n" for line in self.lines())

    def lines(self) -> Iterator[str]:
        if self.problem:
            where = f" (line {self.line})" if self.line else ""
            yield f"✗ {self.file}: GitHub refuses this workflow{where}"
            yield f"  {self.problem}"
            return
        called = self.file if self.name == self.file else f"{self.name} ({self.file})"
        if not self.started:
            yield f"⊘ {called}: not started by {self.event}"
            return
        yield f"▶ {called}, {self.event}"
        for job in self.jobs:
            if job.steps:
                yield f"  ▶ {job.name}"
            for step in job.steps:
                if step.under_way:
                    return
                forgiven = " (failed, and went on: continue-on-error)" if step.outcome != step.conclusion else ""
                title, *said = hidden([step.title, *step.raw], job.masks)
                yield f"    {_MARKS[step.conclusion]} {title}{forgiven}"
                for line in said:
                    yield f"        {line}"
            if job.under_way:
                return
            yield f"  {_MARKS[job.result]} {job.name}: {job.result}"
        if not self.under_way:
            yield f"{_MARKS[self.result]} {self.name}: {self.result}"


def hidden(lines: Iterable[str], masks: Iterable[str]) -> Iterator[str]:
    """The lines with each secret as three stars, as GitHub shows them."""
    longest = sorted((mask for mask in masks if mask.strip()), key=len, reverse=True)
    for line in lines:
        for mask in longest:
            line = line.replace(mask, _HIDDEN)
        yield line
