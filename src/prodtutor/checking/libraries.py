"""A folder with just the third-party packages that a lesson allows, for the subject and for mypy.

The tutor's own environment holds much more (pytest, textual …). A learner's program sees the standard library and what
the brief names, so that it cannot lean by accident on what happens to be installed here.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from prodtutor.errors import CannotJudge


def libraries_folder(names: tuple[str, ...], cache: Path) -> Path | None:
    """Return a folder under `cache` that holds the packages `names` (top-level modules) and nothing else.

    None when `names` is empty. Built once for each set of versions. Raises CannotJudge when a package is not
    installed or the folder cannot be written.
    """
    if not names:
        return None
    found = {name: _locate(name) for name in sorted(names)}
    key = hashlib.sha256("\n".join(f"{name}={_version(name)}={path}" for name, path in found.items()).encode())
    folder = cache / "libraries" / key.hexdigest()[:16]
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        for name, path in found.items():
            if path.is_dir():
                shutil.copytree(path, building / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(path, building / path.name)
        try:
            os.replace(building, folder)
        except OSError:  # another tutor was faster
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        raise CannotJudge(
            "The cache cannot be written",
            f"{folder.parent} cannot be written: {error.strerror or error}.",
            "Set PRODTUTOR_STATE to a folder that you may write.",
        ) from error
    return folder


def _locate(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin:
        raise CannotJudge(
            "A library is missing",
            f"This lesson's programs may use {name}, but it is not installed here.",
            "Install prodtutor again with all its dependencies.",
        )
    origin = Path(spec.origin)
    return origin.parent if spec.submodule_search_locations else origin


def _version(name: str) -> str:
    for distribution in importlib.metadata.packages_distributions().get(name, ()):
        return importlib.metadata.version(distribution)
    return "0"
