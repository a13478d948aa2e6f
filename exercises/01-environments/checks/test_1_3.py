"""1.3: which versions work."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from prodtutor.checkkit import Told

SERVERS = ("3.11", "3.12", "3.13", "3.14")
TOO_OLD = "3.8"


def test_the_newest_versions_work(declared: Any, told: Told) -> None:
    _expect_right(declared.on("now", told=told), declared.expected, "the newest versions that you allow", told)
    _expect_right(
        declared.on("later", told=told),
        declared.expected,
        "the newest versions that you allow, on the day when shoprates 2.1.0 is out",
        told,
    )


def test_the_oldest_versions_work(declared: Any, told: Told) -> None:
    there = declared.on("now", "lowest-direct", told)
    _expect_right(there, declared.expected, "the oldest versions that you allow", told)


def _expect_right(there: Any, expected: str, which: str, told: Told) -> None:
    did = f"resolved `dependencies` to {which}"
    told(did=f"{did}, and installed them", saw=there.problem, means="Nobody can install your program.")
    assert there.run.status == 0, there.run.output
    versions = f"shoprates {there.version('shoprates')} and shoptz {there.version('shoptz')}"
    told(
        did=f"{did}: {versions}. Then I ran report.py",
        saw=there.outcome.ended,
        means="You allow versions that your program does not work with. Somebody will get one of them.",
    )
    assert there.outcome.total, there.outcome.run.output
    told(
        did=f"{did}: {versions}. Then I ran report.py",
        saw=f"it printed {there.outcome.total[:80]!r}, and {expected!r} is right",
        means="It runs and is wrong, which is worse than a crash: nobody notices.",
    )
    assert there.outcome.total == expected


def test_it_says_which_python(project_model: ModuleType, tree: Mapping[str, bytes], told: Told) -> None:
    wanted = project_model.read(tree, told)["project"].get("requires-python")
    did = "read `requires-python`"
    told(did=did, saw="it is not there", means="An installer cannot know on which Python your program works.")
    assert isinstance(wanted, str)
    assert wanted.strip()
    try:
        versions = SpecifierSet(wanted)
    except InvalidSpecifier:
        versions = SpecifierSet("==0")
    missing = [version for version in SERVERS if f"{version}.0" not in versions or f"{version}.9" not in versions]
    told(
        did=did,
        saw=f"{wanted!r} leaves out Python {missing[0]}" if missing else "",
        means="The shop's servers run Python 3.11 to 3.14. There your program would not be installed.",
    )
    assert not missing
    told(
        did=did,
        saw=f"{wanted!r} allows Python {TOO_OLD}",
        means="There it is installed, and stops at the first line that is too new. shoprates itself needs 3.9.",
    )
    assert f"{TOO_OLD}.0" not in versions


def test_every_python_gets_all(
    project_model: ModuleType,
    known_modules: Mapping[str, str],
    tree: Mapping[str, bytes],
    files: Mapping[str, str],
    told: Told,
) -> None:
    tables = project_model.read(tree, told)
    used = {known_modules.get(module, module) for module in project_model.imported(files)}
    missing = [
        f"on Python {python} this one is not installed: {need}"
        for python in SERVERS
        for name, need in project_model.left_out(tables, python).items()
        if name in used
    ]
    told(
        did="read `dependencies` as an installer on each of the shop's Pythons does",
        saw=missing[0] if missing else "",
        means="The shop's servers run Python 3.11 to 3.14. There your program is installed, and stops at an import.",
    )
    assert not missing
