"""What the tutor and the warm mypy say to each other: one JSON object a line."""

from __future__ import annotations

import msgspec


class RunMypy(msgspec.Struct, tag="run", frozen=True):
    """Run `mypy ARGUMENTS` in the folder `cwd`."""

    id: str
    arguments: tuple[str, ...]
    cwd: str
    mypy_path: str
    """Folders to look for libraries in (MYPYPATH); may be empty."""
    at_most_s: int


class Cancel(msgspec.Struct, tag="cancel", frozen=True):
    """Nobody waits for that run any more."""

    id: str


Request = RunMypy | Cancel


class Done(msgspec.Struct, tag="done", frozen=True):
    """How a run ended. `status` is negative when the run was killed or crashed."""

    id: str
    status: int
    out: str = ""
    err: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What the copy that ran mypy tells the service."""

    status: int
    out: str
    err: str
    modules: tuple[str, ...]
    """What it had to import first, so that the next copies need not."""
