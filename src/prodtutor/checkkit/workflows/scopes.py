"""Which contexts and functions GitHub knows at which key of a workflow (its page "Context availability")."""

from __future__ import annotations

from prodtutor.checkkit.workflows.expressions import Scope


def _scope(contexts: str, *, status: bool = False, files: bool = False) -> Scope:
    return Scope(frozenset(contexts.split()), status, files)


NOTHING = _scope("")
_JOB = "github needs strategy matrix inputs vars"
_RUNNING = f"{_JOB} job runner env steps"

SCOPES = {
    "run-name": _scope("github inputs vars"),
    "concurrency": _scope("github inputs vars"),
    "env": _scope("github secrets inputs vars"),
    "job.concurrency": _scope(_JOB),
    "job.container": _scope(_JOB),
    "job.services": _scope(_JOB),
    "job.container.env": _scope(f"{_JOB} job runner env secrets"),
    "job.container.credentials": _scope(f"{_JOB} env secrets"),
    "job.continue-on-error": _scope(_JOB),
    "job.defaults": _scope(f"{_JOB} env"),
    "job.env": _scope(f"{_JOB} secrets"),
    "job.environment": _scope(_JOB),
    "job.environment.url": _scope(_RUNNING),
    "job.if": _scope("github needs inputs vars", status=True),
    "job.name": _scope(_JOB),
    "job.outputs": _scope(f"{_RUNNING} secrets"),
    "job.runs-on": _scope(_JOB),
    "job.secrets": _scope(f"{_JOB} secrets"),
    "job.strategy": _scope("github needs inputs vars"),
    "job.timeout-minutes": _scope(_JOB),
    "job.with": _scope(_JOB),
    "step": _scope(f"{_RUNNING} secrets", files=True),
    "step.if": _scope(_RUNNING, status=True, files=True),
    "uses": NOTHING,
}
