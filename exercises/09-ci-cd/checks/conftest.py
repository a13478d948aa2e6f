"""What the checks of this lesson share: one bench, and every run once."""

from __future__ import annotations

import importlib.util
import random
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from prodtutor.checkkit.current import current
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.runner import workflow_files

HERE = Path(__file__).parent


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


@pytest.fixture(scope="session")
def lab() -> Iterator[object]:
    """The learner's workflows on every tree that a check asks for."""
    judged = current()
    draw = random.Random(secrets.randbits(32))  # noqa: S311
    with Bench(judged) as bench:
        yield lab_module.Lab(bench, workflow_files(judged.original), draw)


@pytest.fixture(scope="session")
def faults() -> object:
    return lab_module.FAULTS


@pytest.fixture(scope="session")
def colour() -> object:
    return lab_module.colour
