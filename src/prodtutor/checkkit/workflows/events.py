"""What happened on GitHub, and which workflows that starts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from prodtutor.checkkit.workflows.errors import NotSimulated, WorkflowError
from prodtutor.checkkit.workflows.globs import matches, picks
from prodtutor.checkkit.workflows.model import Workflow
from prodtutor.checkkit.workflows.values import Partial, Value, to_number, to_text

Name = Literal["push", "pull_request", "pull_request_target", "workflow_dispatch", "schedule"]
REPOSITORY = "kiosk/orders"
DEFAULT_BRANCH = "main"
_HEADS, _TAGS = "refs/heads/", "refs/tags/"
_PULL = ("pull_request", "pull_request_target")
_EMPTY: dict[str, Value] = {"boolean": False, "number": 0}
_DEFAULT_TYPES = ("opened", "synchronize", "reopened")
_SKIPS = ("[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]")
_PAIRS = (("branches", "branches-ignore"), ("tags", "tags-ignore"), ("paths", "paths-ignore"))


@dataclass(frozen=True, slots=True)
class Event:
    """Use `push`, `tag`, `pull_request`, `dispatch` or `schedule` to make one."""

    name: Name
    ref: str
    title: str = "Round the totals"
    """Of the pull request. Whoever opens one may write here what they like."""
    message: str = "Round the totals"
    """Of the commit."""
    head: str = ""
    """The branch that a pull request comes from."""
    base: str = ""
    """The branch that it is meant for."""
    fork: bool = False
    """Whether it comes from somebody else's copy of the repository: then there are no secrets."""
    action: str = "opened"
    changed: tuple[str, ...] = ("README.md",)
    """The files that it changes, for filters by path."""
    inputs: Mapping[str, Value] = field(default_factory=dict)
    cron: str = ""

    @property
    def words(self) -> str:
        """`a push to main`, `a pull request from a fork` …"""
        if self.name == "push":
            tag = self.ref.startswith(_TAGS)
            return f"a push of the tag {self.ref[len(_TAGS) :]}" if tag else f"a push to {self.ref[len(_HEADS) :]}"
        if self.name in _PULL:
            whose = " from a fork" if self.fork else ""
            return f"a pull request{whose}" + (" (pull_request_target)" if self.name != "pull_request" else "")
        return "a run started by hand" if self.name == "workflow_dispatch" else "a run by the clock"

    @property
    def sha(self) -> str:
        """Forty hexadecimal digits; the same for equal events."""
        return hashlib.sha256(repr((self.name, self.ref, self.head, self.title)).encode()).hexdigest()[:40]

    @property
    def ref_name(self) -> str:
        return self.ref.split("/", 2)[2]

    @property
    def has_secrets(self) -> bool:
        """Whether a workflow that it starts is given the repository's secrets."""
        return not (self.fork and self.name == "pull_request")


def push(
    branch: str = DEFAULT_BRANCH, *, message: str = "Round the totals", changed: tuple[str, ...] = ("README.md",)
) -> Event:
    """Somebody pushed commits to a branch."""
    return Event("push", f"{_HEADS}{branch}", message=message, changed=changed)


def tag(name: str) -> Event:
    """Somebody pushed a tag."""
    return Event("push", f"{_TAGS}{name}")


def pull_request(
    title: str = "Round the totals",
    *,
    head: str = "rounding",
    base: str = DEFAULT_BRANCH,
    fork: bool = False,
    action: str = "opened",
    changed: tuple[str, ...] = ("README.md",),
    target: bool = False,
) -> Event:
    """Somebody opened a pull request. target: the event `pull_request_target`, which GitHub raises as well."""
    ref = f"{_HEADS}{base}" if target else "refs/pull/7/merge"
    name: Name = "pull_request_target" if target else "pull_request"
    return Event(name, ref, title=title, head=head, base=base, fork=fork, action=action, changed=changed)


def dispatch(branch: str = DEFAULT_BRANCH, inputs: Mapping[str, Value] | None = None) -> Event:
    """Somebody pressed the button."""
    return Event("workflow_dispatch", f"{_HEADS}{branch}", inputs=dict(inputs or {}))


def schedule(cron: str = "0 4 * * *") -> Event:
    """The clock struck. That starts workflows of the default branch only."""
    return Event("schedule", f"{_HEADS}{DEFAULT_BRANCH}", cron=cron)


def starts(workflow: Workflow, event: Event) -> bool:
    """Whether the event starts the workflow. Raises WorkflowError for filters that GitHub refuses."""
    _check_filters(workflow)
    said = workflow.on.get(event.name)
    if said is None:
        return False
    if event.name in ("push", "pull_request") and any(word in event.message.lower() for word in _SKIPS):
        return False
    if event.name == "schedule":
        return (
            any(isinstance(each, dict) and each.get("cron") == event.cron for each in said.get("", ()))
            or not event.cron
        )
    if event.name in _PULL:
        types = _list(said, "types") or _DEFAULT_TYPES
        return event.action in types and _branch_fits(said, event.base) and _paths_fit(said, event)
    if event.name == "push":
        if event.ref.startswith(_TAGS):
            return _tag_fits(said, event.ref[len(_TAGS) :])
        only_tags = ("tags" in said or "tags-ignore" in said) and not ("branches" in said or "branches-ignore" in said)
        return not only_tags and _branch_fits(said, event.ref[len(_HEADS) :]) and _paths_fit(said, event)
    return True


def _check_filters(workflow: Workflow) -> None:
    for said in workflow.on.values():
        for one, other in _PAIRS:
            for pattern in (*_list(said, one), *_list(said, other)):
                matches(pattern.removeprefix("!"), "")


def _list(said: Mapping[str, Value], key: str) -> tuple[str, ...]:
    value = said.get(key)
    if value is None:
        return ()
    return tuple(to_text(each) for each in value) if isinstance(value, list) else (to_text(value),)


def _branch_fits(said: Mapping[str, Value], branch: str) -> bool:
    if "branches" in said:
        return picks(_list(said, "branches"), branch)
    return not picks(_list(said, "branches-ignore"), branch)


def _tag_fits(said: Mapping[str, Value], name: str) -> bool:
    if "tags" in said:
        return picks(_list(said, "tags"), name)
    if "tags-ignore" in said:
        return not picks(_list(said, "tags-ignore"), name)
    return "branches" not in said and "branches-ignore" not in said


def _paths_fit(said: Mapping[str, Value], event: Event) -> bool:
    if "paths" in said:
        return any(picks(_list(said, "paths"), path) for path in event.changed)
    if "paths-ignore" in said:
        return any(not picks(_list(said, "paths-ignore"), path) for path in event.changed)
    return True


def inputs_of(workflow: Workflow, event: Event) -> dict[str, Value]:
    """The inputs of a run by hand, defaults filled in. Raises WorkflowError when a required one is missing."""
    declared = workflow.on.get("workflow_dispatch", {}).get("inputs") or {}
    if event.name != "workflow_dispatch":
        return {}
    found: dict[str, Value] = {}
    for name, about in declared.items():
        about = about or {}
        value = event.inputs.get(name, about.get("default"))
        if value is None and about.get("required"):
            raise WorkflowError(f"Required input '{name}' not provided.")
        kind = to_text(about.get("type"))
        found[name] = _typed(value, kind) if value is not None else _EMPTY.get(kind, "")
    return found


def _typed(value: Value, kind: str) -> Value:
    """What somebody has typed in, as the kind of value that was asked for."""
    if kind == "boolean" and isinstance(value, str):
        return value == "true"
    return to_number(value) if kind == "number" else value


def refuse_chains(workflows: list[Workflow], started: list[Workflow]) -> None:
    """Raises NotSimulated when a workflow would be started by the end of another one that has been started."""
    names = {workflow.name for workflow in started}
    for workflow in workflows:
        if names & set(_list(workflow.on.get("workflow_run", {}), "workflows")):
            raise NotSimulated("the event workflow_run")


def payload(event: Event, inputs: Mapping[str, Value]) -> Partial:
    """`github.event`."""
    repository = Partial(
        "github.event.repository",
        {
            "name": REPOSITORY.partition("/")[2],
            "full_name": REPOSITORY,
            "default_branch": DEFAULT_BRANCH,
            "private": False,
            "fork": False,
            "visibility": "public",
            "owner": _user("github.event.repository.owner", "kiosk"),
        },
    )
    known: dict[str, Value] = {"repository": repository, "sender": _user("github.event.sender", _author(event))}
    if event.name == "push":
        commit = Partial(
            "github.event.head_commit",
            {
                "id": event.sha,
                "message": event.message,
                "author": {"name": "A. Learner", "email": "learner@example.com", "username": "learner"},
                "committer": {"name": "A. Learner", "email": "learner@example.com", "username": "learner"},
            },
        )
        known |= {
            "ref": event.ref,
            "before": "0" * 40,
            "after": event.sha,
            "created": False,
            "deleted": False,
            "forced": False,
            "base_ref": None,
            "head_commit": commit,
            "commits": [commit],
            "pusher": {"name": "learner", "email": "learner@example.com"},
        }
    elif event.name in _PULL:
        known |= {"action": event.action, "number": 7, "pull_request": _pull(event)}
    elif event.name == "workflow_dispatch":
        known |= {"inputs": {name: to_text(value) for name, value in inputs.items()}, "ref": event.ref}
    else:
        known |= {"schedule": event.cron}
    return Partial("github.event", known, ("compare", "organization", "enterprise", "installation"))


def _pull(event: Event) -> Partial:
    source = f"{_author(event)}/orders" if event.fork else REPOSITORY

    def side(name: str, branch: str, repository: str) -> Partial:
        owner = repository.partition("/")[0]
        return Partial(
            f"github.event.pull_request.{name}",
            {
                "ref": branch,
                "sha": event.sha,
                "label": f"{owner}:{branch}",
                "user": _user("user", owner),
                "repo": Partial(
                    f"github.event.pull_request.{name}.repo",
                    {
                        "full_name": repository,
                        "name": "orders",
                        "fork": repository != REPOSITORY,
                        "default_branch": DEFAULT_BRANCH,
                        "owner": _user("owner", owner),
                    },
                ),
            },
        )

    return Partial(
        "github.event.pull_request",
        {
            "number": 7,
            "title": event.title,
            "body": event.title,
            "state": "open",
            "draft": False,
            "merged": False,
            "labels": [],
            "user": _user("github.event.pull_request.user", _author(event)),
            "author_association": "NONE",
            "head": side("head", event.head, source),
            "base": side("base", event.base, REPOSITORY),
        },
    )


def _author(event: Event) -> str:
    return "stranger" if event.fork else "learner"


def _user(name: str, login: str) -> Partial:
    return Partial(name, {"login": login, "type": "User"})
