"""What stands behind python, pytest, mypy, ruff and build on a machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from prodtutor.checkkit.host import interpreter
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.calls import Answer, Become, Call, Done
from prodtutor.checkkit.workflows.machine import Machine

from .conftest import TREE, WRONG

Ask = Callable[..., Answer]


@pytest.fixture
def machine(bench: Bench) -> Iterator[Machine]:
    made = bench.machine()
    made.put(TREE)
    yield made
    bench.release(made)


@pytest.fixture
def ask(bench: Bench, machine: Machine) -> Ask:
    """ask(name, *words) answers as that program on the machine."""

    def run(name: str, *words: str, **env: str) -> Answer:
        call = Call(machine.top / "bin" / name, words, machine.workspace, {"PATH": machine.search_path, **env})
        return bench.answer(machine, call)

    return run


def done(answer: Answer) -> Done:
    assert isinstance(answer, Done)
    return answer


@pytest.mark.parametrize("name", ["pytest", "mypy", "ruff", "pyproject-build", "uv"])
def test_a_tool_that_no_step_has_installed(ask: Ask, name: str) -> None:
    assert done(ask(name)) == Done(127, err=f"{name}: command not found\n".encode())


@pytest.mark.parametrize("name", ["docker", "git", "curl", "npm"])
def test_a_program_from_elsewhere_is_named(ask: Ask, machine: Machine, name: str) -> None:
    assert done(ask(name)).status == 127
    assert machine.lacking == [f"the program {name}"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["pytest"], (0, 1)),
        (["python", "-m", "pytest"], (0, 1)),
        (["mypy", "src"], (0, 0)),
        (["ruff", "check", "."], (0, 0)),
        (["ruff", "format", "--check", "."], (0, 0)),
        (["python", "-m", "build", "--wheel"], (0, 0)),
    ],
)
def test_tools_tell_good_from_wrong(ask: Ask, machine: Machine, words: list[str], status: tuple[int, int]) -> None:
    ask("pip", "install", "pytest", "mypy", "ruff", "build")
    assert done(ask(*words)).status == status[0]
    machine.put(WRONG)
    assert done(ask(*words)).status == status[1]
    assert not machine.lacking


def test_what_a_tool_writes_is_there_on_the_next_machine_too(ask: Ask, machine: Machine, bench: Bench) -> None:
    ask("pip", "install", "build")
    before = bench.runs
    assert done(ask("pyproject-build", "--wheel")).status == 0
    assert "dist/orders-1.0-py3-none-any.whl" in machine.files()
    other = bench.machine()
    try:
        other.put(TREE)
        other.installed[other.bin].add("pyproject-build")
        call = Call(other.top / "bin" / "pyproject-build", ("--wheel",), other.workspace, {"PATH": other.search_path})
        assert done(bench.answer(other, call)).status == 0
        assert other.files() == machine.files()
    finally:
        bench.release(other)
    assert bench.runs <= before + 1


def test_what_a_tool_removes_is_gone_on_the_next_machine_too(machine: Machine, bench: Bench) -> None:
    code = b"import pathlib\n\n\ndef test_it() -> None:\n    pathlib.Path('junk').unlink()\n"
    machines = [bench.machine() for _ in range(2)]
    try:
        for each in machines:
            each.put({"junk": b"", "test_a.py": code})
            each.installed[each.bin].add("pytest")
            call = Call(each.top / "bin" / "pytest", ("-q",), each.workspace, {"PATH": each.search_path})
            assert done(bench.answer(each, call)).status == 0
            assert "junk" not in each.files()
    finally:
        for each in machines:
            bench.release(each)


def test_python_is_the_tutors_own(ask: Ask, machine: Machine) -> None:
    answer = ask("python3.14", "-u", "deploy.py", "x")
    assert answer == Become((interpreter(), "-u", "deploy.py", "x"), {"PYTHONPATH": ""})
    assert done(ask("python", "-m", "ruff")).status == 1


def test_a_script_of_the_project(ask: Ask) -> None:
    ask("pip", "install", ".")
    answer = ask("orders", "now")
    assert isinstance(answer, Become)
    assert answer.argv[-1] == "now"
    assert "from orders import main" in answer.argv[2]


def test_a_backend_that_is_not_here_is_named(ask: Ask, machine: Machine) -> None:
    machine.put({"pyproject.toml": b'[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n'})
    ask("pip", "install", "build")
    assert done(ask("pyproject-build")).status == 1
    assert machine.lacking == ["the build backend maturin"]


def test_no_project_no_build(ask: Ask, machine: Machine) -> None:
    machine.clear()
    ask("pip", "install", "build")
    assert b"does not appear to be a Python project" in done(ask("pyproject-build")).err


def test_variables_that_change_what_python_does_are_named(ask: Ask, machine: Machine) -> None:
    ask("pip", "install", "pytest")
    assert done(ask("pytest", PYTHONSTARTUP="x")).status == 1
    assert "PYTHON" in machine.lacking[0]
