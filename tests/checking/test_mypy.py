"""The type gate: strict files, hidden callers, and answers that are never stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prodtutor.checking.mypy import type_check
from prodtutor.checking.stage import Stage
from prodtutor.checking.types import TypeChecker
from prodtutor.checking.verdict import Finding
from prodtutor.curriculum.model import Lesson
from prodtutor.workspace.snapshot import from_files

GOOD = b"def double(n: int) -> int:\n    return n * 2\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


Check = Callable[[dict[str, bytes]], tuple[Finding, ...]]


@pytest.fixture(scope="module", params=["warm", "cold"])
def check(request: pytest.FixtureRequest, lesson: Lesson, cache: Path) -> Iterator[Check]:
    with TypeChecker(warm=request.param == "warm") as checker:

        def check(files: dict[str, bytes]) -> tuple[Finding, ...]:
            with Stage(from_files(files), files) as stage:
                return type_check(stage, lesson, None, cache, checker=checker)

        yield check


def test_good_types_are_silent(check: Check) -> None:
    assert check({"double.py": GOOD}) == ()


def test_a_strict_file_is_judged_line_by_line(check: Check) -> None:
    found = check({"double.py": b"def double(n):\n    return n * 2\n"})
    assert [(f.code, f.file, f.line) for f in found if f.file] == [("no-untyped-def", "double.py", 1)]


def test_a_finding_says_where_it_ends(check: Check) -> None:
    code = GOOD + b"\n\nhalf: int = str(double(2))\n"
    (found,) = (f for f in check({"double.py": code}) if f.file)
    assert (found.code, found.line, found.column, found.end_line, found.end_column) == ("assignment", 5, 13, 5, 27)
    assert b"half: int = str(double(2))"[found.column - 1 : found.end_column - 1] == b"str(double(2))"
    assert {"end_line": 5, "end_column": 27}.items() <= found.to_json().items()


def test_a_hidden_caller_says_what_it_means_and_never_shows_itself(check: Check) -> None:
    found = check({"double.py": b"def double(n: str) -> str:\n    return n * 2\n"})
    assert any(f.message.startswith("double(n) must be an int") for f in found)
    assert all("assert_type" not in f"{f.message}{f.did}{f.saw}{f.means}" for f in found)


def test_an_expected_error_that_does_not_come_is_a_finding(check: Check) -> None:
    code = b"from typing import Any\n\n\ndef double(n: Any) -> int:\n    return int(n) * 2\n"
    found = check({"double.py": code})
    assert [(f.code, f.means) for f in found] == [("arg-type", "double must refuse a text.")]


def test_a_missing_file_is_one_plain_sentence(check: Check) -> None:
    found = check({"other.py": GOOD})
    assert {f.message for f in found} == {"There is no double.py yet."}


@pytest.mark.parametrize(
    "files",
    [
        {"mypy.ini": b"[mypy]\nignore_errors = True\n"},
        {"setup.cfg": b"[mypy]\nignore_errors = True\n"},
        {"pyproject.toml": b"[tool.mypy]\nignore_errors = true\n"},
        {"mypy.py": b"raise SystemExit(0)\n"},
    ],
    ids=lambda files: next(iter(files)),
)
def test_no_configuration_of_the_learners_counts(check: Check, files: dict[str, bytes]) -> None:
    assert check({"double.py": b"def double(n):\n    return n * 2\n", **files})


def test_fast_edits_of_equal_size_are_never_stale(check: Check) -> None:
    bad = GOOD.replace(b"-> int", b"-> str")
    for _ in range(3):
        assert check({"double.py": GOOD}) == ()
        assert check({"double.py": bad}) != ()
