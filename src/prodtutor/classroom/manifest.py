"""What `manifest.json` in a bundle says. It serves to find things again; no verdict believes a word of it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

import msgspec

SCHEMA = 1
_TOOLS = ("prodtutor", "pytest", "ruff", "mypy")


class PackNamed(msgspec.Struct, frozen=True, kw_only=True):
    """The pack that the work was done with."""

    name: str
    version: str
    digest: str
    """Of the lesson in that pack."""


class FileNamed(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the learner's."""

    name: str
    bytes: int
    sha256: str


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """How the learner came there; only with their consent."""

    attempts: int
    hints: Mapping[str, int]
    """Id of the step -> how many hints of it were shown."""
    revealed: tuple[str, ...]
    """Ids of the steps whose reference was shown."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a bundle but the files themselves."""

    schema: int
    lesson: str
    """The lesson's slug."""
    pack: PackNamed
    tools: Mapping[str, str]
    """Tool -> version, on the learner's machine."""
    files: tuple[FileNamed, ...]
    left_out: tuple[str, ...] = ()
    """One sentence for each file that was not taken."""
    learner: str | None = None
    progress: Shared | None = None


def tool_versions() -> dict[str, str]:
    """The versions that a verdict depends on."""
    found: dict[str, str] = {}
    for name in _TOOLS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found | {"python": f"{platform.python_implementation()} {platform.python_version()}"}


def named(name: str, data: bytes) -> FileNamed:
    """The entry for a file."""
    return FileNamed(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
