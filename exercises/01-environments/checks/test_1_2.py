"""1.2: declared is what is imported, and tools are declared apart."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Told

TOOL = "shoplint"


def test_it_runs_with_what_is_declared(declared: Any, tree: Mapping[str, bytes], told: Told) -> None:
    there = declared.on("now", told=told)
    did = "installed what `dependencies` names into a fresh environment"
    told(did=did, saw=there.problem, means="Nobody can install your program.")
    assert there.run.status == 0, there.run.output
    told(
        did=f"{did}, and ran report.py",
        saw=there.outcome.ended,
        means="It works on your machine, because something is installed there that you have not declared.",
    )
    assert there.outcome.total, there.outcome.run.output


def test_every_dependency_is_imported(
    project_model: ModuleType,
    known_modules: Mapping[str, str],
    tree: Mapping[str, bytes],
    files: Mapping[str, str],
    told: Told,
) -> None:
    needed = project_model.needed(project_model.read(tree, told))
    used = {known_modules.get(module, module).replace("_", "-") for module in project_model.imported(files)}
    unused = sorted(set(needed) - used - {TOOL})
    told(
        did="compared `dependencies` with what your files import",
        saw=f"nothing imports {', '.join(unused[:5])}{' and others' if len(unused) > 5 else ''}" if unused else "",
        means="Each of them is downloaded, updated and trusted on every server, for nothing.",
    )
    assert not unused


def test_every_import_is_declared(
    project_model: ModuleType,
    known_modules: Mapping[str, str],
    copied: list[str],
    tree: Mapping[str, bytes],
    files: Mapping[str, str],
    told: Told,
) -> None:
    tables = project_model.read(tree, told)
    own = {name: text for name, text in files.items() if name not in copied}  # what is copied imports what it likes
    used = {known_modules[module] for module in project_model.imported(own) if module in known_modules}
    # A tool may be imported where it is at work: in a test, say.
    missing = sorted(used - set(project_model.needed(tables)) - project_model.tools(tables))
    told(
        did="compared what your files import with `dependencies`",
        saw=f"{missing[0]} is imported, and not declared" if missing else "",
        means=f"{missing[0]} comes along by luck. The day nobody else needs it, your program stops." if missing else "",
    )
    assert not missing


def test_it_does_not_live_on_luck(declared: Any, told: Told) -> None:
    there = declared.on("thrifty", told=told)
    did = "installed what `dependencies` names, with releases of shoprates that do not bring shoptz along any more"
    told(did=did, saw=there.problem, means="Nobody can install your program.")
    assert there.run.status == 0, there.run.output
    told(
        did=f"{did}, and ran report.py",
        saw=there.outcome.ended,
        means="shoptz came along by luck. The next release of shoprates stops bringing it, and your program stops.",
    )
    assert there.outcome.total, there.outcome.run.output


def test_the_tool_is_declared_apart(
    declared: Any, project_model: ModuleType, tree: Mapping[str, bytes], told: Told
) -> None:
    tables = project_model.read(tree, told)
    told(
        did="read `dependencies`",
        saw=f"{TOOL} is among them",
        means="A linter does nothing on a server, but somebody has to keep it safe there.",
    )
    assert TOOL not in project_model.needed(tables)
    told(
        did="read the groups and extras in pyproject.toml",
        saw=f"none of them names {TOOL}",
        means="Whoever joins the team has to guess which tools you use.",
    )
    assert TOOL in project_model.tools(tables)
    there = declared.on("now", told=told)
    told(
        did="installed what `dependencies` names, and listed what is there",
        saw=f"{TOOL} has come along",
        means="A linter does nothing on a server, but somebody has to keep it safe there.",
    )
    assert TOOL not in there.packages
