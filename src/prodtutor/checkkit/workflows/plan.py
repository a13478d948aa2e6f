"""Which jobs run, with which values of the matrix, and whether their `if` lets them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.expressions import Surroundings, fill
from prodtutor.checkkit.workflows.model import Job, Workflow
from prodtutor.checkkit.workflows.values import Value, is_primitive, to_text

Leg = Mapping[str, Value]
"""One combination of a matrix; empty where there is none."""
MOST_LEGS = 256


def in_order(workflow: Workflow) -> Iterator[Job]:
    """The jobs, each after those that it needs, otherwise as they stand."""
    done: set[str] = set()
    while len(done) < len(workflow.jobs):
        for job in workflow.jobs.values():
            if job.id not in done and done.issuperset(job.needs):
                done.add(job.id)
                yield job


def ancestors(workflow: Workflow, job: Job) -> frozenset[str]:
    """All jobs that it needs, and those that these need, and so on."""
    found: set[str] = set()
    waiting = list(job.needs)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += workflow.jobs[name].needs
    return frozenset(found)


def job_status(function: str, results: Mapping[str, str]) -> bool:
    """`success()` and its like in the `if` of a job. results: of all jobs before it in its chain."""
    if function == "success":
        return all(result == "success" for result in results.values())
    if function == "failure":
        return "failure" in results.values()
    return function == "always"


def legs(job: Job, around: Surroundings) -> list[Leg]:
    """The combinations of the job's matrix. Raises WorkflowError for a matrix that is none."""
    matrix = fill(job.matrix, around)
    if matrix is None:
        return [{}]
    if not isinstance(matrix, dict):
        raise WorkflowError(f"jobs.{job.id}.strategy.matrix: a mapping was expected, not {to_text(matrix)[:40]!r}.")
    vectors = {name: values for name, values in matrix.items() if name not in ("include", "exclude")}
    for name, values in vectors.items():
        if not isinstance(values, list) or not values:
            raise WorkflowError(f"jobs.{job.id}: Matrix vector '{name}' does not contain any values.")
    found = [dict(zip(vectors, each, strict=True)) for each in _product(job, vectors)] if vectors else []
    excluded = _entries(job, matrix, "exclude")
    found = [leg for leg in found if not any(_fits(leg, entry) for entry in excluded)]
    made = _include(found, _entries(job, matrix, "include"))
    if not made:
        raise WorkflowError(f"jobs.{job.id}: Matrix must define at least one vector.")
    if len(made) > MOST_LEGS:
        raise _too_many(job)
    return made


def _product(job: Job, vectors: Mapping[str, list[Value]]) -> Iterator[tuple[Value, ...]]:
    count = 1
    for values in vectors.values():
        count *= len(values)
        if count > 16 * MOST_LEGS:
            raise _too_many(job)
    return itertools.product(*vectors.values())


def _too_many(job: Job) -> WorkflowError:
    return WorkflowError(f"jobs.{job.id}: a matrix may make {MOST_LEGS} jobs at most.")


def _entries(job: Job, matrix: Mapping[str, Value], key: str) -> list[dict[str, Value]]:
    entries = matrix.get(key)
    if entries is None:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WorkflowError(f"jobs.{job.id}.strategy.matrix.{key}: a list of mappings was expected.")
    return entries


def _fits(leg: Leg, entry: Mapping[str, Value]) -> bool:
    return all(name in leg and leg[name] == value for name, value in entry.items())


def _include(found: list[dict[str, Value]], entries: list[dict[str, Value]]) -> list[Leg]:
    """An entry adds to each combination of which it changes no original value; one that fits none is one itself."""
    originals = [dict(leg) for leg in found]
    new: list[Leg] = []
    for entry in entries:
        fitting = [
            leg
            for leg, original in zip(found, originals, strict=True)
            if all(name not in original or original[name] == value for name, value in entry.items())
        ]
        for leg in fitting:
            leg.update(entry)
        if not fitting:
            new.append(dict(entry))
    return [*found, *new]


def leg_name(job: Job, leg: Leg, around: Surroundings) -> str:
    """What the web calls it."""
    if job.name is not None:
        named = to_text(fill(job.name, around))
        if "${{" in job.name:
            return named
    else:
        named = job.id
    values = [to_text(value) for value in leg.values() if is_primitive(value)]
    return f"{named} ({', '.join(values)})" if values else named
