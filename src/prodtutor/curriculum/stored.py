"""Names under which files lie in a pack, and under which they are laid out.

A leading dot is stored as `dot_`, a lock file with `.pack` at its end, so that no ignore rule of git or of a build
backend drops them.
"""

from __future__ import annotations

import os
from pathlib import Path

from prodtutor.errors import UsageProblem

CONTROL_FILES = frozenset({"specimen.toml", "overlay.toml"})
"""At the top of an overlay: about it, never part of it."""

_LEFT_OUT = frozenset(
    {"__pycache__", ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".DS_Store", "Thumbs.db"}
)
_PACKED = ".pack"


def laid_name(stored: str) -> str:
    """`sub/dot_env` -> `sub/.env`, `uv.lock.pack` -> `uv.lock`."""
    parts = ["." + part[4:] if part.startswith("dot_") else part for part in stored.split("/")]
    name = "/".join(parts)
    return name.removesuffix(_PACKED)


def stored_name(laid: str) -> str:
    """The other way round: `.env` -> `dot_env`, `uv.lock` -> `uv.lock.pack`."""
    parts = ["dot_" + part[1:] if part.startswith(".") else part for part in laid.split("/")]
    name = "/".join(parts)
    return name + _PACKED if name.endswith(".lock") else name


def walk(folder: Path) -> list[tuple[str, Path]]:
    """Every file below `folder` as (POSIX name as stored, path), sorted; caches left out.

    A folder that is not there holds nothing. Raises UsageProblem when one cannot be read.
    """
    found: list[tuple[str, Path]] = []
    todo = [("", str(folder))]
    while todo:
        prefix, here = todo.pop()
        try:
            with os.scandir(here) as items:
                for item in items:
                    if item.name in _LEFT_OUT or item.name.endswith(".pyc"):
                        continue
                    if item.is_dir(follow_symlinks=False):
                        todo.append((f"{prefix}{item.name}/", item.path))
                    elif item.is_file():
                        found.append((prefix + item.name, Path(item.path)))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageProblem("Cannot read the pack", f"{here} cannot be read: {error.strerror}.") from None
    return sorted(found)


def lesson_files(folder: Path) -> dict[str, bytes]:
    """The files of start/, solution/ or another folder of a lesson: laid-out POSIX name -> bytes.

    Raises UsageProblem when a file cannot be read or two stored names mean the same file.
    """
    files: dict[str, bytes] = {}
    for stored, path in walk(folder):
        if stored in CONTROL_FILES:
            continue
        name = laid_name(stored)
        if name in files:
            raise UsageProblem("Two files, one name", f"In {folder}, two files would be laid out as {name}.")
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            raise UsageProblem("Cannot read the pack", f"{path} cannot be read: {error.strerror}.") from None
    return files
