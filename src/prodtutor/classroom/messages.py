"""What `grade` and its workers say to each other: one JSON object a line, typed on both ends."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from prodtutor.checking.verdict import Status


class Work(msgspec.Struct, frozen=True, tag="work", kw_only=True):
    """Judge one submission."""

    id: int
    lesson: str
    """The lesson's slug."""
    files: Mapping[str, bytes]
    refused: tuple[tuple[str, str, str], ...] = ()
    """File, code and sentence of everything that was not taken."""
    compare: bool = True
    """Whether to look for the shipped version that it equals."""


class Hello(msgspec.Struct, frozen=True, tag="hello", kw_only=True):
    """The worker is there. Without a sandbox, `why` says why, and `mend` how to get one."""

    sandboxed: bool
    why: str = ""
    mend: str = ""


class Judged(msgspec.Struct, frozen=True, tag="judged", kw_only=True):
    """What came of one submission."""

    id: int
    verdict: Status
    steps: Mapping[str, Status]
    problem: str | None = None
    """Why it could not be judged, or what stopped it before anything was run."""
    certain: bool = True
    """Whether the same files must give the same verdict: False when the machine or its clock had a say."""
    says: str = ""
    """The first thing that is not done, in words."""
    pragmas: int = 0
    """Comments that asked a tool to look away."""
    like: str = ""
    """The shipped version whose code it is."""
    took_ms: int = 0
    memory_mb: int = 0
    """What the worker itself holds."""


Reply = Hello | Judged
