"""What each command loads: no screen for headless commands, nothing heavy for a quick look."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from .conftest import GOLDEN, Prodtutor

PROGRAM = """
import json, sys
from prodtutor.cli.entry import run
run(sys.argv[1:])
sys.stdout.flush()
print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)
"""
SCREENS = {"textual"}
HEAVY = {"pydantic", "rich", "pytest", "_pytest", "mypy", "asyncio", "watchfiles", "psutil", "pygments", "hypothesis"}


def loaded(prodtutor: Prodtutor, *arguments: str) -> set[str]:
    """The top-level modules that are loaded when the command is through."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--pack", str(GOLDEN), *arguments],
        cwd=prodtutor.cwd,
        env=prodtutor.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return set(json.loads(done.stderr.decode().splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("list",), ("list", "--json"), ("--help",), ("check", "--help"), ("--version",)])
def test_a_quick_look_loads_nothing_heavy(prodtutor: Prodtutor, arguments: tuple[str, ...]) -> None:
    assert not loaded(prodtutor, *arguments) & (SCREENS | HEAVY)


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_reads_no_lesson_and_no_database(prodtutor: Prodtutor, arguments: tuple[str, ...]) -> None:
    assert not loaded(prodtutor, *arguments) & {"sqlite3", "msgspec", "tomllib"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("lesson", "1"),
        ("start", "1"),
        ("run", "1"),
        ("check", "1"),
        ("check", "1", "--json"),
        ("hint", "1"),
        ("reveal", "1", "--step", "1.1", "--yes"),
        ("diff", "1", "--against", "reference"),
        ("reset", "1"),
        ("history", "1"),
        ("restore", "1", "1"),
        ("route",),
        ("read",),
        ("glossary",),
        ("recap", "1"),
        ("badges",),
        ("checklist",),
        ("welcome",),
        ("review",),
        ("doctor",),
        ("submit", "1", "-o", "handed-in.zip"),
        ("submit", "--check", "handed-in.zip"),
        ("grade", "."),
        ("grade", "nowhere"),
        ("author", "lay", "1", "laid", "--solution"),
        ("author", "verify", "1"),
    ],
)
def test_no_headless_command_loads_the_screens(prodtutor: Prodtutor, arguments: tuple[str, ...]) -> None:
    prodtutor("--pack", str(GOLDEN), "start", "1")

    assert not loaded(prodtutor, *arguments) & SCREENS
