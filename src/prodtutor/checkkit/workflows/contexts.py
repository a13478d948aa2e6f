"""What a workflow is told about the run it is in: the contexts, and the environment of every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from prodtutor.checkkit.workflows.events import DEFAULT_BRANCH, REPOSITORY, Event, payload
from prodtutor.checkkit.workflows.model import Job, Workflow
from prodtutor.checkkit.workflows.values import Exact, Partial, Value

TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105  (opens nothing)
_UNKNOWN = (
    *("action", "action_path", "action_ref", "action_repository", "action_status", "actor_id"),
    *("repository_id", "repository_owner_id", "repositoryUrl", "env", "path", "retention_days"),
    *("run_id_token", "artifact_cache_size_limit"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the repository holds beside its files."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    """The context `vars`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that the machine has, beside those that GitHub promises."""

    def extended(self, environment: Mapping[str, str]) -> Given:
        """The same with more variables."""
        return replace(self, environment={**self.environment, **environment})


def github(workflow: Workflow, event: Event, inputs: Mapping[str, Value]) -> Partial:
    """The context `github`, as far as it is the same for all jobs."""
    actor = "stranger" if event.fork else "learner"
    return Partial(
        "github",
        {
            "actor": actor,
            "triggering_actor": actor,
            "api_url": "https://api.github.com",
            "base_ref": event.base,
            "event": payload(event, inputs),
            "event_name": event.name,
            "graphql_url": "https://api.github.com/graphql",
            "head_ref": event.head,
            "ref": event.ref,
            "ref_name": event.ref_name,
            "ref_protected": event.ref == f"refs/heads/{DEFAULT_BRANCH}",
            "ref_type": "tag" if event.ref.startswith("refs/tags/") else "branch",
            "repository": REPOSITORY,
            "repository_owner": REPOSITORY.partition("/")[0],
            "run_attempt": "1",
            "run_id": "1001",
            "run_number": "1",
            "secret_source": "Actions" if event.has_secrets else "None",
            "server_url": "https://github.com",
            "sha": event.sha,
            "token": TOKEN,
            "workflow": workflow.name,
            "workflow_ref": f"{REPOSITORY}/{workflow.file}@{event.ref}",
            "workflow_sha": event.sha,
        },
        _UNKNOWN,
    )


def secrets(event: Event, given: Given) -> dict[str, Value]:
    """The context `secrets`: pull requests from a fork see the job's own token and nothing else."""
    return {**(given.secrets if event.has_secrets else {}), "GITHUB_TOKEN": TOKEN}


def runner(temporary: str) -> Partial:
    known = {"os": "Linux", "arch": "X64", "name": "runner", "environment": "github-hosted", "debug": ""}
    return Partial("runner", {**known, "temp": temporary, "tool_cache": f"{temporary}/tools"}, ("workspace",))


def variables(context: Mapping[str, Value], job: Job, places: Mapping[str, str]) -> Exact:
    """The environment that GitHub promises. places: names and paths of files and folders on the machine."""
    names = (
        *("actor", "triggering_actor", "api_url", "base_ref", "event_name", "graphql_url"),
        *("head_ref", "ref", "ref_name", "ref_protected", "ref_type", "repository"),
        *("repository_owner", "run_attempt", "run_id", "run_number", "server_url", "sha"),
        *("workflow", "workflow_ref", "workflow_sha"),
    )
    made = {f"GITHUB_{name.upper()}": _text(context[name]) for name in names}
    made |= {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_JOB": job.id, "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64"}
    made |= {"RUNNER_NAME": "runner", "RUNNER_ENVIRONMENT": "github-hosted"}
    return Exact({**made, **places})


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_SCOPES = (
    *("actions", "attestations", "checks", "contents", "deployments", "discussions"),
    *("id-token", "issues", "models", "packages", "pages", "pull-requests"),
    *("security-events", "statuses"),
)


def permissions(workflow: Workflow, job: Job, event: Event) -> dict[str, str] | None:
    """What the job's token may do: scope -> `read`, `write`, without those that it has not.

    None when neither the job nor the workflow says anything: then it is up to the settings of the repository, and
    `write` for all where nobody has changed them. A pull request from a fork may never write.
    """
    said = job.permissions if job.permissions is not None else workflow.permissions
    if said is None:
        return None
    if isinstance(said, str):
        level = said.removesuffix("-all")
        found = {scope: level for scope in _SCOPES if level == "write" or scope != "id-token"}
    else:
        found = {scope: level for scope, level in said.items() if level in ("read", "write")}
    if event.fork and event.name == "pull_request":
        found = {scope: "read" for scope in found if scope != "id-token"}
    return found
