"""The tools against what prodtutor's own metadata asks for."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

from prodtutor.doctor.tools import GATES, gate, pins, python, tools


def test_the_pins_are_those_of_the_project() -> None:
    declared = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")

    found = pins()
    assert set(GATES) <= set(found)
    for name in GATES:
        assert re.search(rf'"{name}=={re.escape(found[name])}"', declared)


def test_only_exact_versions_are_pins() -> None:
    assert pins(["pytest==9.2.0", "rich>=15", "mypy == 2.4.1 ; python_version >= '3.11'"]) == {
        "pytest": "9.2.0",
        "mypy": "2.4.1",
    }


def test_what_is_installed_here_is_as_asked_for() -> None:
    assert {check.name: check.status for check in tools()} == {
        "Python": "ok",
        "pytest": "ok",
        "ruff": "ok",
        "mypy": "ok",
    }


def test_a_missing_tool_is_a_problem_and_says_how_to_get_it() -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    check = gate("mypy", "2.4.1", missing)
    assert check.status == "problem"
    assert "mypy==2.4.1" in check.hint


def test_another_version_is_a_warning_because_verdicts_may_differ() -> None:
    check = gate("ruff", "0.17.5", lambda _: "0.18.0")

    assert check.status == "warning"
    assert "0.18.0" in check.message
    assert "0.17.5" in check.message


@pytest.mark.parametrize(
    ("version", "status"),
    [((3, 10, 9), "problem"), ((3, 11, 0), "ok"), ((3, 14, 2), "ok"), ((3, 15, 0), "warning")],
)
def test_python_must_be_one_that_is_tried(version: tuple[int, int, int], status: str) -> None:
    assert python(version).status == status
