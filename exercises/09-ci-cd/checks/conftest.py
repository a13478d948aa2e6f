"""What the checks of this lesson share: one bench, and every run once."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import fresh_draw
from prodtutor.checkkit.current import current
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.runner import workflow_files

HERE = Path(__file__).parent
PLAN: list[Any] = []
"""All runs that the checks ask for."""


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_9_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


lab_module = _load("lab")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note what the files of checks will look at, in their order.

    Two runs that stand next to each other are made at once: where they are on two trees, neither waits for the other.
    """
    for module in dict.fromkeys(getattr(item, "module", None) for item in items):
        PLAN.extend(getattr(module, "RUNS", ()))


@pytest.fixture(scope="session")
def every_run() -> Iterator[Any]:
    """The learner's workflows on every tree that a check asks for."""
    judged = current()
    draw = fresh_draw("every run")
    with Bench(judged) as bench:
        bench.warm_mypy(lab_module.project(), "src")
        with contextlib.closing(lab_module.Lab(bench, workflow_files(judged.original), draw, PLAN)) as made:
            yield made


@pytest.fixture
def lab(request: pytest.FixtureRequest, every_run: Any) -> object:
    """The same; what the checks of this file look at is made before anything else."""
    every_run.first(getattr(request.module, "RUNS", ()))
    return every_run


@pytest.fixture(scope="session")
def faults() -> object:
    return lab_module.FAULTS


@pytest.fixture(scope="session")
def colour() -> object:
    return lab_module.colour
