"""One bench for all tests, in a sandbox where there is one, and a small project to run workflows on."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checking.libraries import libraries_folder
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.plugin import fork_server
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.contexts import Given
from prodtutor.checkkit.workflows.events import Event, push
from prodtutor.checkkit.workflows.runner import Report, run_workflows

Go = Callable[..., Report]

TREE: Mapping[str, bytes] = {
    "pyproject.toml": b"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "orders"
version = "1.0"
requires-python = ">=3.11"

[project.scripts]
orders = "orders:main"

[dependency-groups]
dev = ["pytest", "mypy", "ruff", "build"]

[tool.hatch.build.targets.wheel]
packages = ["src/orders"]

[tool.pytest.ini_options]
pythonpath = ["src"]

[tool.mypy]
strict = true
""",
    "src/orders/__init__.py": b'''"""Orders."""


def total(quantity: int, cents: int) -> int:
    """Cents."""
    return quantity * cents


def main() -> None:
    """Say what it comes to."""
    print(total(2, 300))
''',
    "tests/test_total.py": b"""from orders import total


def test_total() -> None:
    assert total(2, 300) == 600
""",
}
WRONG = {**TREE, "src/orders/__init__.py": TREE["src/orders/__init__.py"].replace(b"* cents", b"* cents + 1")}


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tools of a Python project."""
    found = libraries_folder(("pytest", "mypy", "ruff", "hatchling"), tmp_path_factory.mktemp("cache"))
    assert found is not None
    return found


@pytest.fixture(scope="session")
def current(libraries: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Current]:
    """What a judge would have made."""
    server = fork_server(libraries)
    ready = server.wait_ready()
    scratch = tmp_path_factory.mktemp("scratch")
    yield Current(Path(tempfile.mkdtemp(dir=scratch)), {}, scratch, libraries, server=server if ready else None)
    server.close()


@pytest.fixture(scope="session")
def bench(current: Current) -> Iterator[Bench]:
    """One for all tests: what is equal is run once."""
    with Bench(current) as made:
        yield made


@pytest.fixture(scope="session")
def go(bench: Bench) -> Go:
    """go(text, event, tree) runs one workflow."""

    def run(text: str, event: Event | None = None, tree: Mapping[str, bytes] = TREE, **more: Any) -> Report:
        given = more.pop("given", Given(secrets={"DEPLOY_TOKEN": "s3cr3t-token"}, variables={"SHOP": "kiosk"}))
        files = {".github/workflows/ci.yml": text.encode()}
        return run_workflows(bench, files, event or push(), tree, given=given, **more)

    return run
