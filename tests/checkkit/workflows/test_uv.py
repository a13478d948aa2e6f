"""What uv does here: the project's own environment, and tools in environments of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.calls import Answer, Become, Call, Done
from prodtutor.checkkit.workflows.machine import Machine

from .conftest import TREE, WRONG

Uv = Callable[..., Answer]


@pytest.fixture
def machine(bench: Bench) -> Iterator[Machine]:
    made = bench.machine()
    made.put(TREE)
    made.installed[made.bin].update(("uv", "uvx"))
    yield made
    bench.release(made)


@pytest.fixture
def uv(bench: Bench, machine: Machine) -> Uv:
    """uv(*words) answers as `uv` on the machine; `tool="uvx"` as that."""

    def run(*words: str, tool: str = "uv", **env: str) -> Answer:
        call = Call(machine.top / "bin" / tool, words, machine.workspace, {"PATH": machine.search_path, **env})
        return bench.answer(machine, call)

    return run


def test_sync_fills_the_environment_of_the_project(machine: Machine, uv: Uv) -> None:
    assert uv("sync") == Done(0, b"Resolved and installed\n")
    programs = f"{machine.workspace}/.venv/bin"
    assert {"pytest", "mypy", "ruff", "pyproject-build"} <= machine.installed[programs]
    assert "pytest" not in machine.installed[machine.bin]
    assert machine.paths[programs] == [str(machine.workspace / "src")]


def test_sync_without_the_tools(machine: Machine, uv: Uv) -> None:
    uv("sync", "--no-dev")
    assert "pytest" not in machine.installed[f"{machine.workspace}/.venv/bin"]


@pytest.mark.parametrize("option", ["--locked", "--frozen"])
def test_a_lock_that_is_asked_for_must_be_there(uv: Uv, option: str) -> None:
    answer = uv("sync", option)
    assert isinstance(answer, Done)
    assert answer.status == 1
    assert b"uv.lock" in answer.err


def test_run_tells_good_from_wrong(machine: Machine, uv: Uv) -> None:
    good = uv("run", "pytest", "-q")
    assert isinstance(good, Done)
    assert good.status == 0, good
    machine.put(WRONG)
    wrong = uv("run", "--with", "ruff", "--", "pytest", "-q")
    assert isinstance(wrong, Done)
    assert wrong.status == 1
    assert b"assert 601 == 600" in wrong.out


def test_run_becomes_what_is_no_tool(machine: Machine, uv: Uv) -> None:
    answer = uv("run", "deploy.py", "now")
    assert isinstance(answer, Become)
    assert answer.argv == ("/usr/bin/env", "python", "deploy.py", "now")
    assert answer.env["PATH"].startswith(f"{machine.workspace}/.venv/bin:")


def test_uvx_and_tool_run(uv: Uv) -> None:
    for answer in (uv("ruff@latest", "check", ".", tool="uvx"), uv("tool", "run", "ruff", "check", ".")):
        assert isinstance(answer, Done)
        assert answer.status == 0, answer


def test_pip_wants_an_environment_or_the_system(machine: Machine, uv: Uv) -> None:
    refused = uv("pip", "install", "ruff")
    assert isinstance(refused, Done)
    assert refused.status == 2
    assert uv("pip", "install", "--system", "ruff") == Done(0, b"Successfully installed\n")
    assert "ruff" in machine.installed[machine.bin]
    assert uv("venv") == Done()
    assert uv("pip", "install", "mypy") == Done(0, b"Successfully installed\n")
    assert "mypy" in machine.installed[f"{machine.workspace}/.venv/bin"]


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        (["publish"], "uv publish"),
        (["run", "--env-file", ".env", "pytest"], "an option of uv run"),
        (["run"], "without a command"),
        (["sync", "--group", "docs"], ""),
        (["tool", "run", "black"], "the installation of black"),
        (["add", "requests"], "uv add"),
    ],
)
def test_what_is_not_simulated_is_named(machine: Machine, uv: Uv, words: list[str], lacking: str) -> None:
    answer = uv(*words)
    assert isinstance(answer, Done)
    assert answer.status != 0
    assert (lacking in machine.lacking[0]) if lacking else not machine.lacking


def test_a_python_that_is_installed_is_noted(machine: Machine, uv: Uv) -> None:
    uv("python", "install", "3.11", "3.14")
    assert machine.pythons == ["3.11", "3.14"]
