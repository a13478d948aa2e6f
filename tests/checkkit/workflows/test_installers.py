"""What pip does here: it answers, downloads nothing, and says what it does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.calls import Call, Done
from prodtutor.checkkit.workflows.machine import Machine
from prodtutor.checkkit.workflows.names import ON_EVERY_RUNNER

from .conftest import TREE

Pip = Callable[..., Done]


@pytest.fixture
def machine(bench: Bench) -> Iterator[Machine]:
    made = bench.machine()
    made.put(TREE)
    yield made
    bench.release(made)


@pytest.fixture
def pip(bench: Bench, machine: Machine) -> Pip:
    """pip(*words) answers as `pip` on the machine."""

    def run(*words: str) -> Done:
        path = machine.top / "bin" / "pip"
        answer = bench.answer(machine, Call(path, words, machine.workspace, {"PATH": machine.search_path}))
        assert isinstance(answer, Done)
        return answer

    return run


def there(machine: Machine) -> set[str]:
    return machine.installed[machine.bin] - set(ON_EVERY_RUNNER)


@pytest.mark.parametrize(
    ("words", "tools"),
    [
        (["install", "pytest", "ruff>=0.5", "mypy[d]==1.*"], {"pytest", "py.test", "ruff", "mypy"}),
        (["install", "--group", "dev"], {"pytest", "py.test", "ruff", "mypy", "pyproject-build"}),
        (["-q", "install", "-U", "pip", "setuptools", "wheel"], set()),
        (["install", "-r", "requirements.txt"], {"ruff"}),
        (["install", "-c", "constraints.txt", "build"], {"pyproject-build"}),
        (["install", "--python=3.11", "uv"], {"uv", "uvx"}),
    ],
)
def test_what_is_there_afterwards(machine: Machine, pip: Pip, words: list[str], tools: set[str]) -> None:
    machine.put(
        {"requirements.txt": b"# tools\n--no-binary :all:\n-r more.txt\n", "more.txt": b"ruff==0.5 ; x > '3'\n"}
    )
    assert pip(*words).status == 0
    assert there(machine) == tools
    assert not machine.lacking


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["install"], "at least one requirement"),
        (["install", "-r", "none.txt"], "none.txt"),
        (["install", "./none"], "not installable"),
        (["install", "--group", "none"], "'none' not found"),
        (["install", "dist/none.whl"], "does not exist"),
    ],
)
def test_what_pip_refuses(machine: Machine, pip: Pip, words: list[str], said: str) -> None:
    done = pip(*words)
    assert done.status != 0
    assert said in done.err.decode()
    assert not machine.lacking


@pytest.mark.parametrize(
    ("words", "lacking"),
    [
        (["install", "requests"], "the installation of requests"),
        (["install", "git+https://example.com/x"], "git+https"),
        (["install", "--index-url", "x", "ruff"], "--index-url"),
        (["download", "ruff"], "pip download"),
    ],
)
def test_what_is_not_here_is_named(machine: Machine, pip: Pip, words: list[str], lacking: str) -> None:
    assert pip(*words).status != 0
    assert lacking in machine.lacking[0]


def test_a_project_is_built_and_found(machine: Machine, pip: Pip) -> None:
    assert pip("install", "-e", ".").status == 0
    assert machine.paths[machine.bin] == [str(machine.workspace / "src")]
    assert machine.scripts[f"{machine.bin}/orders"] == ("orders", "main")
    machine.put({"pyproject.toml": TREE["pyproject.toml"].replace(b"version", b'readme = "none.md"\nversion', 1)})
    assert pip("install", ".").status == 1
