"""The two folders that prodtutor writes to: can they be written, is there room, is anything left lying about."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from prodtutor.doctor.report import Check
from prodtutor.settings import Settings

ROOM = 100 * 2**20
"""Bytes below which we warn."""
STRAY = ".prodtutor-*.tmp"
"""Temporary files of saves that were cut off."""


def folder(name: str, path: Path, variable: str) -> Check:
    """Whether `path` can be written, or made; nothing is left behind by the test."""
    nearest = next((place for place in (path, *path.parents) if place.exists()), None)
    elsewhere = f"Make it writable, or point {variable} at another folder."
    if nearest is None or not nearest.is_dir():
        return Check(name, "problem", f"{path} cannot be made: {nearest} is not a folder.", elsewhere)
    if nearest != path and not os.access(nearest, os.W_OK | os.X_OK):
        return Check(name, "problem", f"{path} cannot be made: {nearest} cannot be written.", elsewhere)
    if nearest == path:
        try:
            with tempfile.NamedTemporaryFile(dir=path, prefix=".prodtutor-", suffix=".tmp") as file:
                file.write(b"x")
                file.flush()
        except OSError as error:
            return Check(name, "problem", f"{path} cannot be written: {error.strerror}.", elsewhere)
    if (room := shutil.disk_usage(nearest).free) < ROOM:
        return Check(name, "warning", f"{path}: only {room // 2**20} MB are free.", "Make some room on that disk.")
    return Check(name, "ok", f"{path}" + ("" if nearest == path else " (made when it is needed)") + ".")


def strays(settings: Settings) -> Check:
    """Whether a save was cut off: its temporary file is still there, beside the file that it was for."""
    found = sorted(stray for root in (settings.home, settings.state) if root.is_dir() for stray in root.rglob(STRAY))
    if not found:
        return Check("leftovers", "ok", "No temporary files of cut-off saves.")
    return Check(
        "leftovers",
        "warning",
        f"{len(found)} temporary file{'s' if len(found) > 1 else ''} of cut-off saves, such as {found[0]}.",
        "They go away by themselves when the lesson is opened; the files that they were for are whole.",
    )


def folders(settings: Settings) -> tuple[Check, ...]:
    """Home, state, and what was left in them."""
    return (
        folder("exercises", settings.home, "PRODTUTOR_HOME"),
        folder("state", settings.state, "PRODTUTOR_STATE"),
        strays(settings),
    )
