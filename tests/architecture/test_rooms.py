"""House rules that an import contract cannot state."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "prodtutor"
MODULES = sorted(SOURCE.rglob("*.py"))

IN_SUBJECT = SOURCE / "checking" / "subject"
PROCESSES = SOURCE / "processes"


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__init__.py"], ids=_name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def _starts_processes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in ("subprocess", "multiprocessing"))
        elif isinstance(node, ast.ImportFrom) and node.module in ("subprocess", "multiprocessing"):
            yield node.module
        elif (
            isinstance(node, ast.Attribute)
            and node.attr
            in (
                "fork",
                "forkpty",
                "posix_spawn",
                "posix_spawnp",
                "execv",
                "execve",
                "popen",
                "system",
                "create_subprocess_exec",
                "create_subprocess_shell",
                "startfile",
            )
            and isinstance(node.value, ast.Name)
            and node.value.id in ("os", "asyncio")
        ):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_only_processes_starts_processes(path: Path) -> None:
    if PROCESSES in path.parents or IN_SUBJECT in path.parents:
        return
    assert list(_starts_processes(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", sorted(IN_SUBJECT.glob("*.py")), ids=_name)
def test_what_runs_in_the_subject_needs_no_package(path: Path) -> None:
    imported = {
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level == 0
    }
    assert not {module for module in imported if module.split(".")[0] == "prodtutor"}


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_names_say_what_a_module_holds(path: Path) -> None:
    assert not set(path.relative_to(SOURCE).with_suffix("").parts) & {
        "utils",
        "util",
        "manager",
        "common",
        "helpers",
        "misc",
    }


def test_the_engine_knows_no_lesson_by_name() -> None:
    slugs = re.compile(
        r"\b(?:01-environments|02-packaging|errors-and-logging|04-configuration|type-hints|ci-cd|SHOP_API_KEY|daily_report)\b"
    )
    guilty = {
        _name(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and slugs.search(node.value)
        and "\n" not in node.value
        and len(node.value) < 80
    }
    assert guilty == set()
