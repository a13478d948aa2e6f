"""1.4: one lock, with all that gets installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from prodtutor.checkkit import Run, Told

TOOL = "shoplint"


def test_there_is_one_lock(locked: Any, told: Told) -> None:
    assert locked.lock(told).name


def test_two_installations_are_the_same(locked: Any, told: Told) -> None:
    lock = locked.lock(told)
    today = locked.on("now", told)
    _expect_installed(today, f"installed from {lock.name}", told)
    later = locked.on("week-later", told)
    week = f"installed from {lock.name} a second time, when newer releases of all packages were out"
    _expect_installed(later, week, told)
    differ = sorted(name for name in {*today.packages, *later.packages} if today.version(name) != later.version(name))
    shown = "; ".join(f"{name} {today.version(name)}, then {later.version(name)}" for name in differ[:3])
    totals = f". It printed {today.outcome.total!r}, then {later.outcome.total!r}"
    told(
        did=f"installed twice from {lock.name}, a week apart",
        saw=shown + (totals if today.outcome.total != later.outcome.total else ""),
        means="Two servers with the same commit compute different figures, and nobody has changed a line.",
    )
    assert not differ
    assert today.outcome.total == later.outcome.total


def _expect_installed(there: Any, did: str, told: Told) -> None:
    told(did=did, saw=there.problem, means="A lock that cannot be installed from helps nobody.")
    assert there.run.status == 0, there.run.output
    told(did=f"{did}, and ran report.py", saw=there.outcome.ended, means="The lock does not hold all that it needs.")
    assert there.outcome.total, there.outcome.run.output


def test_the_lock_fits_the_project(
    locked: Any,
    project_model: ModuleType,
    tree: Mapping[str, bytes],
    said: Callable[[Run], str],
    told: Told,
) -> None:
    tables = project_model.read(tree, told)
    lock = locked.lock(told)
    if lock.name == "uv.lock":
        run = locked.checked(told)
        told(
            did="ran `uv lock --check`",
            saw=said(run),
            means="The lock is older than pyproject.toml. What you have declared is not what gets installed.",
        )
        assert run.status == 0, run.output
    there = locked.on("now", told)
    _expect_installed(there, f"installed from {lock.name}", told)
    missing = [
        f"{need} (there is {there.version(name)})"
        for name, need in project_model.needed(tables).items()
        if (need.marker is None or need.marker.evaluate())
        and (name not in there.packages or not need.specifier.contains(there.packages[name], prereleases=True))
    ]
    told(
        did=f"installed from {lock.name}, and compared with `dependencies`",
        saw=f"it does not fit: {missing[0]}" if missing else "",
        means="The two files tell two truths. Which one is right?",
    )
    assert not missing
    told(
        did=f"installed from {lock.name}, and listed what is there",
        saw=f"{TOOL} is on the server, too",
        means="A linter does nothing on a server, but somebody has to keep it safe there.",
    )
    assert TOOL not in there.packages
