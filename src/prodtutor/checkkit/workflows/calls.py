"""A tool that a step has called, and what it is to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from prodtutor.checkkit.workflows.machine import Machine


@dataclass(frozen=True, slots=True)
class Call:
    """A tool was called."""

    path: Path
    """The full name under which it was called."""
    arguments: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def bin(self) -> str:
        """The folder that it was called from: which environment it belongs to."""
        return str(self.path.parent)


@dataclass(frozen=True, slots=True)
class Done:
    """What the tool prints, and how it ends."""

    status: int = 0
    out: bytes = b""
    err: bytes = b""


@dataclass(frozen=True, slots=True)
class Become:
    """The program that it turns into, and variables to add."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


Answer = Done | Become


class Once(Protocol):
    """Runs a Python tool, or repeats what the same run on the same files did (see `Bench.once`)."""

    def __call__(self, machine: Machine, call: Call, argv: list[str], *, program: bool = False) -> Done: ...
