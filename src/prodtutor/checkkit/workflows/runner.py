"""Runs the workflows of a repository for one event, on one tree of files.

    with Bench(current()) as bench:
        report = run_workflows(bench, workflow_files, push("main"), tree)
        assert report.result == "success"

What GitHub would refuse is a run with a `problem`. What this runner does not simulate is named in `Report.lacking`,
and then nothing that the report says is a verdict: `Report.settled` raises CannotJudge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from prodtutor.checkkit.workflows.actions import Shared
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.contexts import Given, github, secrets
from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.events import Event, inputs_of, refuse_chains, starts
from prodtutor.checkkit.workflows.expressions import Surroundings, fill
from prodtutor.checkkit.workflows.job import Setting, run_job
from prodtutor.checkkit.workflows.log import JobRun, StepRun, WorkflowRun
from prodtutor.checkkit.workflows.machine import Tree
from prodtutor.checkkit.workflows.model import Job, Workflow, load
from prodtutor.checkkit.workflows.plan import Leg, ancestors, in_order, job_status, leg_name, legs
from prodtutor.checkkit.workflows.values import Value, truthy
from prodtutor.errors import CannotJudge

FOLDER = ".github/workflows/"
MOST_JOBS = 32
"""How many jobs, legs of a matrix among them, are run here; GitHub would run more."""
SERVER = "SERVER_FOLDER"
"""The variable with the path of the folder that stands for a server, wherever a lesson has nothing better."""


@dataclass
class Report:
    """What came of all the workflows of a repository."""

    event: Event
    runs: list[WorkflowRun] = field(default_factory=list)
    lacking: str = ""
    """The first thing that is not simulated; empty when all is."""
    store: Mapping[str, bytes] = field(default_factory=dict)
    """The files of the store at the end (see `run_workflows`)."""

    @property
    def result(self) -> Literal["success", "failure", "skipped"]:
        """Green, red, or no job has run. A file that GitHub refuses is red."""
        if any(run.problem or run.result == "failure" for run in self.runs):
            return "failure"
        return "success" if any(run.started and run.result == "success" for run in self.runs) else "skipped"

    def settled(self) -> Report:
        """This report, if it is a verdict. Raises CannotJudge, which names what is not simulated."""
        if self.lacking:
            raise CannotJudge(
                "This workflow cannot be judged here",
                f"It uses {self.lacking}, which prodtutor's runner does not simulate.",
                "docs/workflows.md lists what it does. On GitHub your workflow may be right.",
            )
        return self

    def jobs(self) -> Iterator[JobRun]:
        """All jobs of all workflows."""
        for run in self.runs:
            yield from run.jobs

    def text(self) -> str:
        """The log of all of it, secrets hidden."""
        return "".join(run.text() for run in self.runs) + self.last_words()

    def last_words(self) -> str:
        """What stands below the log of the last workflow."""
        if self.lacking:
            return f"? From here on nothing is known: {self.lacking} is not simulated.\n"
        return "" if self.runs else "There is no workflow.\n"


def workflow_files(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """The workflows of a repository: only these files of this folder count on GitHub."""
    return {
        name: data
        for name, data in sorted(tree.items())
        if name.startswith(FOLDER) and "/" not in name[len(FOLDER) :] and name.endswith((".yml", ".yaml"))
    }


def run_workflows(
    bench: Bench,
    files: Mapping[str, bytes],
    event: Event,
    tree: Tree,
    *,
    base: Tree | None = None,
    given: Given | None = None,
    store: tuple[str, Tree] | None = None,
    keep_files: bool = False,
    on_log: Callable[[str], None] | None = None,
) -> Report:
    """Run all workflows that the event starts, one after the other.

    files: the workflows by name. tree: what the event is about; base: the default branch before it. store: a folder
    that outlives the jobs, such as a server that is deployed to: the variable that holds its path, and what is in it
    at first. keep_files: each job's workspace is in the report. on_log: is told the lines of the log as they come, and
    together they are `Report.text`. Raises ZygoteLost.
    """
    report = Report(event)
    machine = bench.machine() if store is not None else None
    given = given or Given()
    try:
        if store is not None and machine is not None:
            machine.put(store[1])
            given = given.extended({store[0]: str(machine.workspace)})
        shared = Shared(event, tree, tree if base is None else base)
        _run_all(bench, files, shared, given, report, keep_files, _Teller(report, on_log))
        if machine is not None:
            report.store = machine.files()
    finally:
        if machine is not None:
            bench.release(machine)
    return report


def _run_all(
    bench: Bench,
    files: Mapping[str, bytes],
    shared: Shared,
    given: Given,
    report: Report,
    keep_files: bool,
    tell: Callable[[], None],
) -> None:
    loaded: list[Workflow] = []
    started: list[Workflow] = []
    for name, data in sorted(files.items()):
        run = WorkflowRun(name, name, shared.event.words)
        report.runs.append(run)
        try:
            workflow = load(data, name)
            run.name = workflow.name
            loaded.append(workflow)
            run.started = starts(workflow, shared.event)
            if run.started:
                started.append(workflow)
                own = Shared(shared.event, shared.tree, shared.base)
                run.under_way = True
                _Run(bench, workflow, own, given, run, keep_files, tell).run()
            else:
                run.result = "skipped"
        except WorkflowError as error:
            run.problem, run.line, run.result = error.message, error.line, "failure"
        except NotSimulated as error:
            run.result = "cancelled"
            report.lacking = report.lacking or error.feature
        finally:
            run.under_way = False
            tell()
    try:
        refuse_chains(loaded, started)
    except NotSimulated as error:
        report.lacking = report.lacking or error.feature


class _Teller:
    """Tells each line of the log once."""

    def __init__(self, report: Report, on_log: Callable[[str], None] | None) -> None:
        self._report, self._on_log = report, on_log
        self._told = 0

    def __call__(self) -> None:
        if self._on_log is not None:
            lines = [line for run in self._report.runs for line in run.lines()]
            self._on_log("".join(f"{line}\n" for line in lines[self._told :]))
            self._told = len(lines)


class _Run:
    def __init__(
        self,
        bench: Bench,
        workflow: Workflow,
        shared: Shared,
        given: Given,
        run: WorkflowRun,
        keep_files: bool,
        tell: Callable[[], None],
    ) -> None:
        self._bench, self._workflow, self._shared, self._given = bench, workflow, shared, given
        self._run_log, self._keep_files, self._tell = run, keep_files, tell
        inputs = inputs_of(workflow, shared.event)
        self._top: dict[str, Value] = {
            "github": github(workflow, shared.event, inputs),
            "vars": dict(given.variables),
            "inputs": inputs,
            "secrets": secrets(shared.event, given),
        }
        self._results: dict[str, str] = {}
        self._outputs: dict[str, dict[str, str]] = {}

    def run(self) -> None:
        for job in in_order(self._workflow):
            self._job(job)
        if "failure" in self._results.values():
            self._run_log.result = "failure"
        elif set(self._results.values()) == {"skipped"}:
            self._run_log.result = "skipped"

    def _job(self, job: Job) -> None:
        needed = {name: {"result": self._results[name], "outputs": self._outputs[name]} for name in job.needs}
        contexts = {**self._top, "needs": needed}
        before = {name: self._results[name] for name in ancestors(self._workflow, job)}
        around = Surroundings(contexts, lambda function: job_status(function, before))
        self._results[job.id], self._outputs[job.id] = "skipped", {}
        try:
            if not job.condition.holds(around):
                self._run_log.jobs.append(JobRun(job.id, job.name or job.id, job.line))
                return
            if job.uses is not None:
                raise NotSimulated("a reusable workflow")
            combinations = legs(job, around)
        except WorkflowError as error:
            self._fail(job, error)
            return
        results = [result for result in self._legs(job, combinations, contexts) if result != "cancelled"]
        self._results[job.id] = "failure" if "failure" in results else "success"

    def _legs(self, job: Job, combinations: list[Leg], contexts: Mapping[str, Value]) -> Iterator[str]:
        """What counts of each leg. After a failure the others are cancelled, unless `fail-fast` is off."""
        failed = False
        for number, leg in enumerate(combinations):
            strategy = {"fail-fast": True, "job-index": number, "job-total": len(combinations), "max-parallel": 1}
            own = {**contexts, "matrix": dict(leg), "strategy": strategy}
            around = Surroundings(own)
            try:
                name = leg_name(job, leg, around)
                fail_fast = truthy(fill(job.fail_fast, Surroundings(contexts)))
                if failed and fail_fast:
                    self._run_log.jobs.append(JobRun(job.id, name, job.line, leg, "cancelled"))
                    yield "cancelled"
                    continue
                forgiven = truthy(fill(job.continue_on_error, around))
                setting = Setting(
                    self._workflow, job, leg, own, self._shared, self._given, self._keep_files, self._tell
                )
                run = self._leg(setting, name)
            except WorkflowError as error:
                self._fail(job, error, leg)
                failed = True
                yield "failure"
                continue
            self._outputs[job.id].update({key: value for key, value in run.outputs.items() if value})
            result = "success" if forgiven and run.result == "failure" else run.result
            failed = failed or result == "failure"
            yield result

    def _leg(self, setting: Setting, name: str) -> JobRun:
        run = JobRun(setting.job.id, name, setting.job.line, setting.leg)
        self._run_log.jobs.append(run)
        if sum(bool(each.steps) for each in self._run_log.jobs) >= MOST_JOBS:
            raise NotSimulated(f"more than {MOST_JOBS} jobs in one run")
        run_job(self._bench, setting, run)
        return run

    def _fail(self, job: Job, error: WorkflowError, leg: Leg | None = None) -> None:
        run = JobRun(job.id, job.name or job.id, job.line, leg or {}, "failure")
        run.steps.append(StepRun("Set up job", job.line, "failure", "failure", [f"Error: {error.message}"]))
        self._run_log.jobs.append(run)
        self._results[job.id] = "failure"
