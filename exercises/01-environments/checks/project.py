"""What pyproject.toml says: the table [project], what it needs, and where tools are declared."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from prodtutor.checkkit import Told
from prodtutor.checkkit.wheels import ProjectProblem, read_project
from prodtutor.errors import CannotJudge

DID = "read pyproject.toml"
_OWN_ENVIRONMENT = re.compile(r"^# /// script$", re.MULTILINE)
_IMPORTERS = ("import_module", "__import__")
MEANS = "Nobody but you knows what your program needs."


def read(files: Mapping[str, bytes], told: Told | None = None) -> dict[str, Any]:
    """All tables of pyproject.toml, with a [project] that can be used. A failure of the test otherwise."""
    tables: dict[str, Any] = {}
    try:
        tables = read_project(files.get("pyproject.toml"))
        saw = _mistake(tables)
    except ProjectProblem as error:
        saw = str(error)
    if told is not None:
        told(did=DID, saw=saw, means=MEANS)
    assert not saw
    return tables


def _mistake(tables: Mapping[str, Any]) -> str:
    """What is wrong with the table [project], as half a sentence; empty when nothing is."""
    project = tables.get("project")
    if not isinstance(project, dict):
        return "it has no table [project]"
    dynamic = project.get("dynamic", [])
    if isinstance(dynamic, list) and "dependencies" in dynamic:
        raise CannotJudge(
            "The dependencies are somewhere else",
            "pyproject.toml says that `dependencies` is dynamic: a build backend would have to be asked for it.",
            "Write the list into [project] to have it judged.",
        )
    if not isinstance(project.get("name"), str) or not project["name"].strip():
        return "[project] has no `name`"
    if "version" not in project and "version" not in dynamic:
        return "[project] has no `version`"
    needs = project.get("dependencies")
    if not isinstance(needs, list) or not all(isinstance(need, str) for need in needs):
        return "[project] has no list `dependencies`"
    for need in needs:
        try:
            Requirement(need)
        except InvalidRequirement:
            return f"{need[:80]!r} in `dependencies` is not how a requirement is written"
    return ""


def trusts_blindly(files: Mapping[str, bytes]) -> str:
    """The file that tells `uv pip` not to compare hashes; empty when none does. Where there is a uv.toml, it counts."""
    name = "uv.toml" if "uv.toml" in files else "pyproject.toml"
    try:
        tables: Any = tomllib.loads(files.get(name, b"").decode())
    except ValueError:
        return ""
    for key in ("pip",) if name == "uv.toml" else ("tool", "uv", "pip"):
        tables = tables.get(key) if isinstance(tables, dict) else None
    return name if isinstance(tables, dict) and tables.get("verify-hashes") is False else ""


def requirements(tables: Mapping[str, Any]) -> list[str]:
    """What the program needs to run."""
    return [str(need) for need in tables["project"]["dependencies"]]


def needed(tables: Mapping[str, Any]) -> dict[str, Requirement]:
    """The same by normalised name."""
    return {str(canonicalize_name(need.name)): need for need in map(Requirement, requirements(tables))}


def left_out(tables: Mapping[str, Any], python: str) -> dict[str, str]:
    """What a Python, such as `3.12`, does not get because of a marker: normalised name -> the requirement.

    A name may stand there several times, with markers of which one fits.
    """
    there = {"python_version": python, "python_full_version": f"{python}.0"}
    found: dict[str, str] = {}
    fitting: set[str] = set()
    for need in map(Requirement, requirements(tables)):
        name = str(canonicalize_name(need.name))
        if need.marker is None or need.marker.evaluate(there):
            fitting.add(name)
        else:
            found[name] = str(need)
    return {name: need for name, need in found.items() if name not in fitting}


def tools(tables: Mapping[str, Any]) -> set[str]:
    """Normalised names of what is declared in groups and extras."""
    return {str(canonicalize_name(need.name)) for need in map(_requirement, _apart(tables)) if need is not None}


def _apart(tables: Mapping[str, Any]) -> Iterator[object]:
    """Every entry of groups and extras; also those of uv's own older table."""
    uv = tables.get("tool", {}).get("uv", {}) if isinstance(tables.get("tool", {}), dict) else {}
    groups = [
        *_lists(tables.get("dependency-groups")),
        *_lists(tables["project"].get("optional-dependencies")),
        *([uv.get("dev-dependencies")] if isinstance(uv, dict) else []),
    ]
    for group in groups:
        yield from group if isinstance(group, list) else []


def _lists(table: object) -> list[object]:
    return list(table.values()) if isinstance(table, dict) else []


def _requirement(entry: object) -> Requirement | None:
    try:
        return Requirement(str(entry))
    except InvalidRequirement:
        return None


def imported(files: Mapping[str, str]) -> set[str]:
    """Top-level modules that Python files import, wherever in them; also by `import_module("name")`.

    A script that says itself what it needs (PEP 723, as `invoice.py` does) has an environment of its own.
    """
    found: set[str] = set()
    for name, text in files.items():
        if name.endswith(".py") and not _OWN_ENVIRONMENT.search(text):
            try:
                found.update(_imports(ast.parse(text)))
            except (SyntaxError, ValueError, RecursionError):
                continue
    return found


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in (
            "import_module",
            "__import__",
        ):
            yield from (
                each.value.partition(".")[0]
                for each in node.args[:1]
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
