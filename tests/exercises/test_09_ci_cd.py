"""Lesson 9: the runs that its checks look at are made ahead, each once."""

from __future__ import annotations

import importlib.util
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.plugin import fork_server
from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.events import pull_request, push
from prodtutor.errors import CannotJudge

_FILE = Path(__file__).parents[2] / "exercises" / "09-ci-cd" / "checks" / "lab.py"
_SPEC = importlib.util.spec_from_file_location("lesson_9_lab", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
lab: Any = importlib.util.module_from_spec(_SPEC)
sys.modules["lesson_9_lab"] = lab
_SPEC.loader.exec_module(lab)
CI = ".github/workflows/ci.yml"
LOOKS = """on: [push, pull_request]
jobs:
  look:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: grep -q "quantity \\* price" src/kiosk/orders.py
      - run: '! grep "price + 1" src/kiosk/orders.py'
"""
Make = Callable[..., Any]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """make(workflow, plan) -> a lab."""
    server = fork_server()
    ready = server.wait_ready()
    stage = Path(tempfile.mkdtemp(dir=tmp_path))
    with Bench(Current(stage, {}, tmp_path, server=server if ready else None)) as bench:
        yield lambda text, plan=(): closing(lab.Lab(bench, {CI: text.encode()}, random.Random(1), plan))  # noqa: S311
    server.close()


def test_each_run_is_made_once_and_is_right(make: Make) -> None:
    plan = [(tree, event) for event in (push(), pull_request()) for tree in ("good", "another", "wrong-total")]
    with make(LOOKS, plan) as made:
        for tree, event in plan:
            report = made.run(tree, event)
            assert report is made.run(tree, event)
            assert report.result == ("failure" if tree == "wrong-total" else "success")
        assert made.run("lint", push()).result == "success"  # nobody had planned it


def test_what_a_pull_request_changes_is_what_differs(make: Make) -> None:
    filtered = LOOKS.replace("on: [push, pull_request]", "on: {push: {paths: [pyproject.toml]}}")
    with make(filtered) as made:
        assert [made.run(tree, push()).result for tree in ("good", "build", "types")] == [
            *("skipped", "success", "skipped")
        ]
        assert "src/kiosk/orders.py" in lab.colour(made.run("types", push()))


def test_what_is_not_simulated_reaches_whoever_asks(make: Make) -> None:
    with make(LOOKS.replace("actions/checkout@v4", "some/thing@v1"), [("good", push())]) as made:
        for _ in range(2):
            with pytest.raises(CannotJudge, match="some/thing"):
                made.run("good", push())


def test_closing_leaves_out_what_nobody_has_begun_with(make: Make) -> None:
    plan = [(tree, push(f"branch-{number}")) for number in range(50) for tree in ("good", "another")]
    with make(LOOKS, plan) as made:
        made.run(*plan[0])
    assert not any(thread.is_alive() for thread in made._threads)
    assert len(made._reports) < len(plan)


@pytest.mark.parametrize("name", lab.FAULTS)
def test_each_fault_changes_one_file(make: Make, name: str) -> None:
    with make(LOOKS) as made:
        good, broken = made.trees["good"], made.trees[name]
        assert [file for file in good if good[file] != broken[file]] == [lab.FAULTS[name].file]
