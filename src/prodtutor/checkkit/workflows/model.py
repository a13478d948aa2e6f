"""A workflow as typed data, read from YAML. What GitHub would refuse is refused here, with the line.

Values that may hold expressions stay as they were written until they are needed; that they can be read, and that they
speak of nothing that GitHub does not know at that place, is settled here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.expressions import Condition, Scope, condition, pieces
from prodtutor.checkkit.workflows.reading import Document, Path, read
from prodtutor.checkkit.workflows.schema import check_shape
from prodtutor.checkkit.workflows.scopes import NOTHING, SCOPES
from prodtutor.checkkit.workflows.values import Value, to_text

Permissions = str | Mapping[str, str] | None
"""`read-all`, `write-all`, one by one, or None where nothing is said."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """`defaults.run`: what a step that says nothing itself takes."""

    shell: str | None = None
    working_directory: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    """From 1."""
    line: int | None
    id: str | None
    name: str | None
    condition: Condition
    run: str | None
    uses: str | None
    inputs: Mapping[str, Value]
    """`with`."""
    env: Value
    shell: str | None
    working_directory: str | None
    continue_on_error: Value
    timeout_minutes: Value

    @property
    def title(self) -> str:
        """What the web calls it, where it has no name of its own."""
        if self.uses is not None:
            return f"Run {self.uses}"
        return f"Run {next(iter((self.run or '').strip().splitlines()), '')}"


@dataclass(frozen=True, slots=True)
class Job:
    id: str
    line: int | None
    name: str | None
    needs: tuple[str, ...]
    condition: Condition
    runs_on: Value
    env: Value
    defaults: Defaults
    outputs: Mapping[str, Value]
    matrix: Value
    fail_fast: Value
    continue_on_error: Value
    timeout_minutes: Value
    permissions: Permissions
    environment: Value
    steps: tuple[Step, ...]
    container: Value = None
    services: Value = None
    uses: str | None = None
    """A workflow that is called instead of steps."""


@dataclass(frozen=True, slots=True)
class Workflow:
    file: str
    name: str
    on: Mapping[str, Mapping[str, Value]]
    """Events and their filters."""
    env: Value
    defaults: Defaults
    permissions: Permissions
    jobs: Mapping[str, Job]
    value: Value = field(repr=False)
    """The whole file as plain data."""


def load(text: str | bytes, file: str = ".github/workflows/ci.yml") -> Workflow:
    """Read one workflow. Raises WorkflowError, with the line where possible, and NotSimulated.

    What was read last is remembered: it is the same workflow on every tree. Nobody may change what is in it.
    """
    found = _loaded(text, file)
    if isinstance(found, WorkflowError):
        raise WorkflowError(found.message, found.line)
    if isinstance(found, NotSimulated):
        raise NotSimulated(found.feature)
    return found


@functools.lru_cache(maxsize=8)
def _loaded(text: str | bytes, file: str) -> Workflow | WorkflowError | NotSimulated:
    try:
        document = read(text)
        check_shape(document)
        return _Reader(document, file).workflow()
    except (WorkflowError, NotSimulated) as error:
        return error.with_traceback(None)
    except (AttributeError, TypeError, LookupError, ValueError) as error:  # a shape that the schema let through
        return NotSimulated(f"a part of this file that the runner does not understand ({type(error).__name__})")


class _Reader:
    def __init__(self, document: Document, file: str) -> None:
        self._document, self._file = document, file

    def workflow(self) -> Workflow:
        top: Mapping[str, Value] = self._document.value
        self._scan(top.get("env"), ("env",), "env")
        self._scan(top.get("run-name"), ("run-name",), "run-name")
        self._scan(top.get("concurrency"), ("concurrency",), "concurrency")
        jobs = {name: self._job(name, value) for name, value in top["jobs"].items()}
        if not jobs:
            raise WorkflowError("There are no jobs.", self._document.line(("jobs",)))
        for job in jobs.values():
            for needed in job.needs:
                if needed not in jobs:
                    raise WorkflowError(
                        f"Job '{job.id}' depends on unknown job '{needed}'.",
                        self._document.line(("jobs", job.id, "needs")),
                    )
        _refuse_circles(jobs, self._document)
        return Workflow(
            self._file,
            to_text(top.get("name")) or self._file,
            _events(top["on"]),
            top.get("env"),
            _defaults(top),
            top.get("permissions"),
            jobs,
            top,
        )

    def _job(self, name: str, job: Mapping[str, Value]) -> Job:
        path: Path = ("jobs", name)
        strategy = job.get("strategy")
        for key in ("concurrency", "container", "services", "continue-on-error", "env", "environment", "name"):
            self._scan(job.get(key), (*path, key), f"job.{key}")
        for key in ("outputs", "runs-on", "secrets", "strategy", "timeout-minutes", "with"):
            self._scan(job.get(key), (*path, key), f"job.{key}")
        self._scan((job.get("defaults") or {}).get("run"), (*path, "defaults", "run"), "job.defaults")
        steps = tuple(self._step(number, step, path) for number, step in enumerate(job.get("steps") or ()))
        self._refuse_twins(steps, path)
        return Job(
            name,
            self._document.line(path),
            to_text(job["name"]) if job.get("name") is not None else None,
            tuple(_listed(job.get("needs"))),
            self._condition(job.get("if"), (*path, "if"), "job.if"),
            job.get("runs-on"),
            job.get("env"),
            _defaults(job),
            job.get("outputs") or {},
            strategy.get("matrix") if isinstance(strategy, dict) else strategy,
            strategy.get("fail-fast", True) if isinstance(strategy, dict) else True,
            job.get("continue-on-error"),
            job.get("timeout-minutes"),
            job.get("permissions"),
            job.get("environment"),
            steps,
            job.get("container"),
            job.get("services"),
            job.get("uses"),
        )

    def _step(self, place: int, step: Mapping[str, Value], job: Path) -> Step:
        path = (*job, "steps", place)
        for key in ("env", "with", "run", "name", "working-directory", "shell", "continue-on-error", "timeout-minutes"):
            self._scan(step.get(key), (*path, key), "step")
        self._scan(step.get("uses"), (*path, "uses"), "uses")

        def text(key: str) -> str | None:
            return None if step.get(key) is None else to_text(step[key])

        inputs = step.get("with") or {}
        return Step(
            place + 1,
            self._document.line(path),
            text("id"),
            text("name"),
            self._condition(step.get("if"), (*path, "if"), "step.if"),
            text("run"),
            text("uses"),
            {name.lower(): value for name, value in inputs.items()} if isinstance(inputs, dict) else {},
            step.get("env"),
            text("shell"),
            text("working-directory"),
            step.get("continue-on-error"),
            step.get("timeout-minutes"),
        )

    def _condition(self, value: Value, path: Path, scope: str) -> Condition:
        try:
            made = condition(value)
            SCOPES[scope].check(made.tree)
        except WorkflowError as error:
            raise self._at(path, error) from None
        return made

    def _scan(self, value: Value, path: Path, scope: str) -> None:
        """Check all the expressions in a value."""
        for inner, text in _texts(value, path):
            try:
                for part in pieces(text):
                    if not isinstance(part, str):
                        _scope(scope, inner[len(path) :]).check(part)
            except WorkflowError as error:
                raise self._at(inner, error) from None

    def _at(self, path: Path, error: WorkflowError) -> WorkflowError:
        return WorkflowError(f"{'.'.join(map(str, path))}: {error.message}", self._document.line(path))

    def _refuse_twins(self, steps: tuple[Step, ...], path: Path) -> None:
        seen: set[str] = set()
        for step in steps:
            if step.id is not None and step.id.lower() in seen:
                raise WorkflowError(f"{'.'.join(map(str, path))}: the step id '{step.id}' is taken already.", step.line)
            if step.id is not None:
                seen.add(step.id.lower())


def _scope(name: str, below: Path) -> Scope:
    if name == "job.environment" and below[:1] == ("url",):
        return SCOPES["job.environment.url"]
    if name in ("job.container", "job.services") and "env" in below:
        return SCOPES["job.container.env"]
    if name in ("job.container", "job.services") and "credentials" in below:
        return SCOPES["job.container.credentials"]
    return SCOPES.get(name, NOTHING)


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        if "${{" in value:
            yield path, value
    elif isinstance(value, dict):
        for name, each in value.items():
            if "${{" in name:
                yield (*path, name), name
            yield from _texts(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, (*path, number))


def _events(on: Value) -> dict[str, Mapping[str, Value]]:
    if isinstance(on, str):
        return {on: {}}
    if isinstance(on, list):
        return {to_text(name): {} for name in on}
    return {name: each if isinstance(each, dict) else {"": each} if each else {} for name, each in on.items()}


def _defaults(holder: Mapping[str, Value]) -> Defaults:
    said = (holder.get("defaults") or {}).get("run") or {}
    return Defaults(said.get("shell"), said.get("working-directory"))


def _listed(value: Value) -> list[str]:
    if value is None:
        return []
    return [to_text(each) for each in value] if isinstance(value, list) else [to_text(value)]


def _refuse_circles(jobs: Mapping[str, Job], document: Document) -> None:
    done: set[str] = set()
    while len(done) < len(jobs):
        ready = [job.id for job in jobs.values() if job.id not in done and done.issuperset(job.needs)]
        if not ready:
            stuck = next(name for name in jobs if name not in done)
            raise WorkflowError(
                f"The jobs need each other in a circle: '{stuck}' is one of them.", document.line(("jobs", stuck))
            )
        done.update(ready)
