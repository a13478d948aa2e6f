"""Runs one job, or one leg of its matrix, on a machine of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from prodtutor.checkkit.workflows import actions
from prodtutor.checkkit.workflows.bench import MYPY_CACHE, Bench
from prodtutor.checkkit.workflows.calls import Become, Call, Done
from prodtutor.checkkit.workflows.commands import listen, read_env, read_pairs, read_paths
from prodtutor.checkkit.workflows.contexts import Given, permissions, runner, variables
from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.expressions import Surroundings, fill, fill_text
from prodtutor.checkkit.workflows.files import hash_files
from prodtutor.checkkit.workflows.log import JobRun, StepRun
from prodtutor.checkkit.workflows.machine import Machine
from prodtutor.checkkit.workflows.model import Job, Step, Workflow
from prodtutor.checkkit.workflows.plan import Leg
from prodtutor.checkkit.workflows.shells import find_shell, leaves_alone, plain_commands, run_plainly
from prodtutor.checkkit.workflows.values import Exact, Partial, Value, to_number, to_text, truthy
from prodtutor.processes import Completed

STEP_S = 30.0
"""How long a step may take here. GitHub waits six hours: a step that is stopped by this gives no verdict."""
_OURS = "tmp/_runner"
_LINUX = re.compile(r"ubuntu-(latest|\d\d\.\d\d)", re.IGNORECASE)
_DEFAULT_MINUTES = 360.0
_BUILT_IN = {"true": 0, "false": 1}
"""Commands of the shell's own, and how each ends."""


@dataclass(frozen=True)
class Setting:
    """All that a job is run with."""

    workflow: Workflow
    job: Job
    leg: Leg
    contexts: Mapping[str, Value]
    """`github`, `needs`, `vars`, `inputs`, `secrets`, `matrix`, `strategy`."""
    shared: actions.Shared
    given: Given
    keep_files: bool
    tell: Callable[[], None]
    """Called when there is more in the log."""


def run_job(bench: Bench, setting: Setting, run: JobRun) -> None:
    """Run it, and write into `run` what comes of it. Raises NotSimulated, ZygoteLost."""
    run.permissions = permissions(setting.workflow, setting.job, setting.shared.event)
    run.masks = {to_text(value) for value in setting.contexts["secrets"].values()}
    machine = bench.machine()
    run.under_way = True
    try:
        _Job(bench, machine, setting, run).run()
    finally:
        run.pythons = tuple(machine.pythons)
        if setting.keep_files:
            run.files = machine.files()
        bench.release(machine)
        run.under_way = False
        setting.tell()


class _Job:
    def __init__(self, bench: Bench, machine: Machine, setting: Setting, run: JobRun) -> None:
        self._bench, self._machine, self._setting, self._run = bench, machine, setting, run
        self._workflow, self._job = setting.workflow, setting.job
        self._status = "success"
        self._steps: dict[str, Value] = {}
        self._extra_paths: list[str] = []
        github = setting.contexts["github"]
        places = {
            "GITHUB_WORKSPACE": str(machine.workspace),
            "GITHUB_EVENT_PATH": str(machine.top / _OURS / "event.json"),
            "RUNNER_TEMP": str(machine.temp),
            "RUNNER_TOOL_CACHE": str(machine.temp / "tools"),
        }
        self._promised = variables(github, self._job, places)
        self._env: Exact = Exact()
        self._contexts: dict[str, Value] = {
            **setting.contexts,
            "github": github.extended(
                job=self._job.id, workspace=str(machine.workspace), event_path=places["GITHUB_EVENT_PATH"]
            ),
            "runner": runner(str(machine.temp)),
            "steps": self._steps,
            "job": Partial("job", {"status": self._status}, ("container", "services", "check_run_id")),
            "env": self._env,
        }

    def run(self) -> None:
        self._refuse()
        machine = self._machine
        machine.write(f"{_OURS}/event.json", json.dumps(self._contexts["github"]["event"]).encode())
        self._bench.set_common(
            machine, frozenset((*self._promised, *self._setting.given.environment, *_FILES, "GITHUB_ACTION"))
        )
        try:
            self._env.update(self._environment(self._workflow.env))
            self._env.update(self._environment(self._job.env))
        except WorkflowError as error:
            self._run.steps.append(
                StepRun("Set up job", self._job.line, "failure", "failure", [f"Error: {error.message}"])
            )
            self._status = "failure"
        for step in self._job.steps if self._status == "success" else ():
            self._step(step)
            self._setting.tell()
        self._finish()

    def _refuse(self) -> None:
        job = self._job
        if job.container is not None:
            raise NotSimulated("a job in a container")
        if job.services:
            raise NotSimulated("a service container")
        wanted = fill(job.runs_on, self._around())
        labels = wanted if isinstance(wanted, list) else [wanted]
        if isinstance(wanted, dict):
            raise NotSimulated("a group of runners")
        for label in labels:
            if not _LINUX.fullmatch(to_text(label)):
                raise NotSimulated(f"a machine '{to_text(label)[:40]}'")

    def _around(self, **more: Value) -> Surroundings:
        return Surroundings(
            {**self._contexts, **more}, self._holds, lambda patterns: hash_files(self._machine.files(), patterns)
        )

    def _holds(self, function: str) -> bool:
        return function == "always" or function == self._status

    def _environment(self, env: Value) -> dict[str, str]:
        made = fill(env, self._around())
        if made is None:
            return {}
        if not isinstance(made, dict):
            raise WorkflowError("'env' must be a mapping.")
        return {name: to_text(value) for name, value in made.items()}

    # -- one step ------------------------------------------------------------------------------------------

    def _step(self, step: Step) -> None:
        run = StepRun(step.title if step.name is None else step.name, step.line, under_way=True)
        self._run.steps.append(run)
        forgiven = False
        try:
            own = self._environment(step.env)
            around = self._around(env=Exact({**self._env, **own}))
            if step.condition.holds(around):
                run.env = {**self._env, **own}
                run.outcome = "failure"  # unless it comes to its end
                if step.name is not None:
                    run.title = fill_text(step.name, around)
                elif step.run is not None or step.uses is not None:
                    run.title = fill_text(step.title, around)
                forgiven = truthy(fill(step.continue_on_error, around))
                if step.uses is not None:
                    self._use(step, run, around)
                else:
                    self._script(step, run, around, own)
                run.outcome = "success"
        except WorkflowError as error:
            run.raw.append(f"Error: {error.message}")
            run.outcome = "failure"
        finally:
            run.under_way = False
        run.conclusion = "success" if forgiven and run.outcome == "failure" else run.outcome
        if step.id is not None:
            self._steps[step.id] = {"outputs": dict(run.outputs), "outcome": run.outcome, "conclusion": run.conclusion}
        if run.conclusion == "failure":
            self._status = "failure"
            self._contexts["job"] = self._contexts["job"].extended(status="failure")

    def _use(self, step: Step, run: StepRun, around: Surroundings) -> None:
        inputs = {name: fill_text(value, around) for name, value in step.inputs.items()}
        use = actions.Use(self._setting.shared, self._machine, inputs)
        try:
            actions.known(step.uses or "")(use)
        finally:
            run.raw += use.said
            run.outputs.update(use.outputs)

    def _script(self, step: Step, run: StepRun, around: Surroundings, own: Mapping[str, str]) -> None:
        machine = self._machine
        shell = find_shell(self._default(step, "shell", around))
        script = fill_text(step.run, around)
        run.command = script
        number = f"{step.number}"
        cwd = machine.workspace / (self._default(step, "working_directory", around) or ".")
        env = self._variables(own, number)
        seconds = self._seconds(step, around)
        done = self._without_shell(script, cwd, env, shell.family) if seconds >= STEP_S else None
        if done is None:
            name = f"{_OURS}/step-{number}{shell.ending}"
            machine.write(name, script.replace("\r\n", "\n").encode("utf-8", "surrogatepass") + b"\n")
            words = shell.command(str(machine.top / name))
            done = machine.run(words, cwd=cwd, env=env, timeout=min(seconds, STEP_S), together=True)
        self._settle(done, run, number, seconds)

    def _without_shell(self, script: str, cwd: Path, env: Mapping[str, str], family: str) -> Completed | None:
        """Run a script that is a list of plain commands of tools that we know; None when it is not.

        A shell would call them one after the other until one fails, and that is what is done, without the shell.
        """
        machine = self._machine
        chains = plain_commands(script) if family else None
        if chains is None or env["PATH"] != machine.search_path:
            return None
        names = {words[0] for chain in chains for _, words in chain} - set(_BUILT_IN)
        if not all(map(machine.is_tool, names)) or not leaves_alone(env) or not machine.is_plain_folder(cwd):
            return None
        env = {**machine.environment(env), "PWD": str(cwd), **({"SHLVL": "1"} if family == "bash" else {})}
        said: list[bytes] = []
        limit: list[str] = []

        def run(words: list[str]) -> int | None:
            if words[0] in _BUILT_IN:
                return _BUILT_IN[words[0]]
            path = Path(machine.bin) / words[0]
            own = {**env, **({"_": str(path)} if family == "bash" else {})}
            answer = self._bench.answer(machine, Call(path, tuple(words[1:]), cwd, own))
            if isinstance(answer, Become):
                done = machine.run(answer.argv, cwd=cwd, env={**own, **answer.env}, timeout=STEP_S, together=True)
                answer = Done(done.status if done.status >= 0 else 128 - done.status, done.out, done.err)
                if done.limit is not None:
                    limit.append(done.limit)
            said.append(answer.out + answer.err)
            return None if limit or machine.lost else answer.status

        status = run_plainly(chains, run)
        return Completed(status, b"".join(said), b"", limit[0] if limit else None)

    def _settle(self, done: Completed, run: StepRun, number: str, seconds: float) -> None:
        """Take in what a script has said and done. Raises WorkflowError when the step has failed, NotSimulated."""
        machine = self._machine
        if machine.lost is not None:
            raise machine.lost
        if machine.lacking:
            run.raw += done.out.decode("utf-8", "replace").splitlines()
            raise NotSimulated(machine.lacking[0])
        spoken = listen((done.out + done.err).decode("utf-8", "replace"))
        run.raw += spoken.shown
        run.outputs.update(spoken.outputs)
        self._run.masks |= spoken.masks
        self._read_files(run, number)
        if done.cancelled:
            raise NotSimulated("a run that was cancelled")
        if done.limit == "wall_s" and seconds > STEP_S:
            raise NotSimulated(f"a step that takes longer than {STEP_S:g} seconds")
        if done.limit == "wall_s":
            raise WorkflowError(f"The action has timed out after {seconds / 60:g} minutes.")
        if done.limit is not None:
            raise NotSimulated(f"a step that needs more than this machine gives ({done.limit})")
        if spoken.problem:
            raise WorkflowError(spoken.problem)
        if done.status:
            status = done.status if done.status > 0 else 128 - done.status
            raise WorkflowError(f"Process completed with exit code {status}.")

    def _default(self, step: Step, key: str, around: Surroundings) -> str | None:
        for holder in (step, self._job.defaults, self._workflow.defaults):
            if (value := getattr(holder, key)) is not None:
                return fill_text(value, around)
        return None

    def _variables(self, own: Mapping[str, str], number: str) -> dict[str, str]:
        machine = self._machine
        env = {**machine_variables(machine), **self._setting.given.environment, "CI": "true", **self._env, **own}
        env |= {name: value for name, value in self._promised.items() if name != "CI"}
        env |= {"GITHUB_ACTION": f"__run_{number}"}
        for variable, file in _FILES.items():
            machine.write(f"{_OURS}/{file}-{number}", b"")
            env[variable] = str(machine.top / _OURS / f"{file}-{number}")
        env["PATH"] = ":".join((*reversed(self._extra_paths), env["PATH"]))
        return env

    def _seconds(self, step: Step, around: Surroundings) -> float:
        """How long GitHub would wait for the step."""
        given = (fill(step.timeout_minutes, around), fill(self._job.timeout_minutes, around))
        minutes = [to_number(value) for value in given if value is not None]
        return 60 * min((each for each in minutes if each > 0), default=_DEFAULT_MINUTES)

    def _read_files(self, run: StepRun, number: str) -> None:
        read = {variable: self._machine.read(f"{_OURS}/{file}-{number}") for variable, file in _FILES.items()}
        self._extra_paths += read_paths(read["GITHUB_PATH"])
        run.outputs.update(read_pairs(read["GITHUB_OUTPUT"], "output"))
        self._env.update(read_env(read["GITHUB_ENV"]))

    # -- the end -------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        self._run.result = "success" if self._status == "success" else "failure"
        for name, value in self._job.outputs.items():
            try:
                made = fill_text(value, self._around())
            except WorkflowError as error:
                self._run.steps.append(
                    StepRun("Complete job", self._job.line, "failure", "failure", [f"Error: {error.message}"])
                )
                self._run.result = "failure"
                continue
            if any(mask and mask in made for mask in self._run.masks):
                made = ""  # GitHub: "Skip output since it may contain secret."
            self._run.outputs[name] = made


_FILES = {
    "GITHUB_ENV": "env",
    "GITHUB_OUTPUT": "output",
    "GITHUB_PATH": "path",
    "GITHUB_STEP_SUMMARY": "summary",
    "GITHUB_STATE": "state",
}


def machine_variables(machine: Machine) -> dict[str, str]:
    """What a process on the machine has before GitHub says anything."""
    ours = machine.top / _OURS
    return {
        "PATH": machine.search_path,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "MYPY_CACHE_DIR": str(machine.top / MYPY_CACHE),
        "RUFF_CACHE_DIR": str(ours / "ruff"),
    }
