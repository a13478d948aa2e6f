"""A prodtutor of one's own: a real process, or the same code in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parents[1] / "golden" / "pack"
"""A small pack: lesson 1 with two steps, and a planned lesson 2."""
SOLVED = (GOLDEN / "exercises" / "01-double" / "solution" / "double.py").read_bytes()


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output; fails if there is anything else."""
        return json.loads(self.out)


@dataclass
class Prodtutor:
    """Runs commands with folders of their own."""

    home: Path
    state: Path
    cwd: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "VISUAL", "EDITOR")}
        return kept | {
            "PRODTUTOR_HOME": str(self.home),
            "PRODTUTOR_STATE": str(self.state),
            "COLUMNS": "80",
            "PYTHONWARNINGS": "error",
            **self.more,
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "prodtutor", *arguments]

    def __call__(self, *arguments: str, cwd: Path | None = None, stdin: str = "", **environment: str) -> Ran:
        done = subprocess.run(
            self.command(*arguments),
            cwd=cwd or self.cwd,
            env=self.environment | environment,
            input=stdin.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def prodtutor(tmp_path: Path) -> Prodtutor:
    """The real command in a real process, started in an empty folder."""
    cwd = tmp_path / "elsewhere"
    cwd.mkdir()
    return Prodtutor(tmp_path / "home", tmp_path / "state", cwd)


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The same command line, run in this process: faster."""
    from prodtutor.cli.entry import run

    monkeypatch.setenv("PRODTUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PRODTUTOR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "80")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    monkeypatch.chdir(elsewhere)

    def call(*arguments: str, cwd: Path | None = None) -> Ran:
        monkeypatch.chdir(cwd or elsewhere)
        capfd.readouterr()
        status = run(arguments)
        captured = capfd.readouterr()
        return Ran(int(status), captured.out, captured.err)

    return call


@pytest.fixture
def golden(inside: Callable[..., Ran]) -> Callable[..., Ran]:
    """`inside`, with the small pack."""
    return lambda *arguments, cwd=None: inside("--pack", str(GOLDEN), *arguments, cwd=cwd)


def one_sentence(text: str) -> bool:
    """Whether an error is one clear line without a traceback."""
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text
