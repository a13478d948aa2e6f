"""Judges the shape of a workflow by the published schema (SchemaStore's `github-workflow.json`, beside this file)."""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable
from importlib import resources
from typing import Any

from prodtutor.checkkit.workflows.errors import WorkflowError
from prodtutor.checkkit.workflows.reading import Document
from prodtutor.checkkit.workflows.values import Value

FILE = "github_workflow_schema.json"
_LONGEST = 200
_TEXTS = frozenset(("run", "name", "run-name", "id", "shell", "working-directory"))
_LISTS = frozenset(
    ("branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore", "types", "workflows")
)


def check_shape(document: Document) -> None:
    """Raises WorkflowError for the first thing that does not fit: `jobs.check: 'runs-on' is a required property.`"""
    if document.value is None:
        raise WorkflowError("The file says nothing: it is empty, or all of it is comments.")
    found = _validator().iter_errors(_as_github_reads(document.value))
    errors = sorted(found, key=lambda error: list(map(str, error.absolute_path)))
    for error in map(_deepest, errors):
        path = tuple(error.absolute_path)
        wants_text = (
            error.validator == "type" and error.validator_value == "string" and path[-1:] and path[-1] in _TEXTS
        )
        if wants_text and isinstance(error.instance, int | float):
            continue  # GitHub takes any plain value where a text is wanted
        said = _said(error)
        said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
        raise WorkflowError(f"{_where(path)}: {_ended(said)}", document.line(path))


def _as_github_reads(value: Value) -> Value:
    """Where the schema is stricter than GitHub: one text instead of a list of one, a strategy without a matrix."""
    if not isinstance(value, dict):
        return value
    made = dict(value)
    if isinstance(made.get("on"), dict):
        made["on"] = {name: _with_lists(each) for name, each in made["on"].items()}
    if isinstance(made.get("jobs"), dict):
        made["jobs"] = {name: _without_empty_strategy(job) for name, job in made["jobs"].items()}
    return made


def _with_lists(event: Value) -> Value:
    if not isinstance(event, dict):
        return event
    return {name: [each] if name in _LISTS and isinstance(each, str) else each for name, each in event.items()}


def _without_empty_strategy(job: Value) -> Value:
    strategy = job.get("strategy") if isinstance(job, dict) else None
    if isinstance(strategy, dict) and "matrix" not in strategy and strategy.keys() <= {"fail-fast", "max-parallel"}:
        return {name: each for name, each in job.items() if name != "strategy"}
    return job


@functools.cache
def _validator() -> Any:
    import jsonschema  # takes a tenth of a second, which only a check of a workflow has to wait for

    schema = json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    return jsonschema.Draft7Validator(schema)


def _deepest(error: Any) -> Any:
    """Where several forms are possible, the complaint about the form that was meant."""
    while error.context:
        branches: dict[int, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        error = min((_worst(inner) for inner in branches.values()), key=_rank)
    return error


def _said(error: Any) -> str:
    """In words, where the library shows the schema."""
    wanted, found = error.validator_value, error.instance
    if error.validator == "not" and isinstance(wanted, dict) and wanted.get("required"):
        return f"{' and '.join(map(repr, wanted['required']))} cannot both be given"
    if error.validator == "oneOf" and isinstance(found, dict) and {"run", "uses"} <= found.keys():
        return "a step has either 'run' or 'uses', not both"
    if error.validator == "additionalProperties" and isinstance(found, dict):
        known = error.schema.get("properties", {})
        patterns = error.schema.get("patternProperties", {})
        for name in found:
            if name not in known and not any(re.search(pattern, name) for pattern in patterns):
                near = difflib.get_close_matches(name, known, 1)
                return f"{name!r} is not known here" + (f"; did you mean {near[0]!r}?" if near else "")
    return str(error.message)


def _ended(text: str) -> str:
    return text if text.endswith("?") else f"{text.rstrip('.')}."


def _worst(errors: Iterable[Any]) -> Any:
    return max(errors, key=_rank)


def _rank(error: Any) -> tuple[bool, int]:
    """The branch that was meant is the one whose complaint lies deepest, and that is not about the kind of value."""
    wrong_kind = error.validator in ("type", "const", "enum", "pattern") and not error.relative_path
    misses_uses = error.validator == "required" and "'uses'" in error.message
    return wrong_kind or misses_uses, -len(error.relative_path)


def _where(path: tuple[Any, ...]) -> str:
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else str(part)
    return words or "the workflow"
