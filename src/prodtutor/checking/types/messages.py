"""What the tutor and the warm mypy say to each other: one JSON object a line."""

from __future__ import annotations

import msgspec


class RunMypy(msgspec.Struct, tag="run", frozen=True):
    """Run `mypy ARGUMENTS` in the folder `cwd`, in a copy that forgets whatever has been loaded."""

    id: str
    arguments: tuple[str, ...]
    cwd: str
    mypy_path: str
    """Folders to look for libraries in (MYPYPATH); may be empty."""
    at_most_s: int


class Load(msgspec.Struct, tag="load", frozen=True):
    """Keep in memory what `mypy ARGUMENTS` reads from its cache in the folder `cwd`, its own program left out.

    Done with status 0 when there is something to check with now.
    """

    id: str
    arguments: tuple[str, ...]
    cwd: str
    mypy_path: str


class Check(msgspec.Struct, tag="check", frozen=True):
    """Check `targets` in the folder `cwd` with the options that were loaded."""

    id: str
    targets: tuple[str, ...]
    cwd: str
    at_most_s: int


class Cancel(msgspec.Struct, tag="cancel", frozen=True):
    """Nobody waits for that run any more."""

    id: str


Request = RunMypy | Load | Check | Cancel


class Done(msgspec.Struct, tag="done", frozen=True):
    """How a run ended. `status` is negative when it was killed or crashed, or when it must be run as a command."""

    id: str
    status: int
    out: str = ""
    err: str = ""
    lacking: tuple[str, ...] = ()
    """Modules of the libraries that a check needs and that are not loaded. The rest says nothing then."""


class Outcome(msgspec.Struct, frozen=True):
    """What the copy that ran mypy tells the service."""

    status: int
    out: str = ""
    err: str = ""
    lacking: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    """What it had to import first, so that the next copies need not."""
