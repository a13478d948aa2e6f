"""The progress file: is it whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from prodtutor.doctor.report import Check
from prodtutor.errors import ProdtutorError
from prodtutor.settings import Settings

COMPANIONS = ("", "-wal")
"""What is copied: the file, and what was not written back into it yet."""


def database(settings: Settings) -> Check:
    """Whether the progress file can be used. A copy of it is opened, so that looking changes nothing."""
    path = settings.database
    if not path.exists():
        return Check("progress", "ok", f"{path} (made when it is needed).")
    wrong = _wrong_with(path) and _wrong_with(path)  # twice: the first copy may have been taken during a write
    if not wrong:
        return Check("progress", "ok", f"{path}.")
    return Check(
        "progress",
        "problem",
        f"{wrong} ({path}).",
        "A damaged file is set aside, never deleted, when prodtutor next needs it; your exercise folders and their "
        "history are not touched. A check of each lesson then fills in what is done.",
    )


def _wrong_with(path: Path) -> str:
    """What is wrong in words; empty when nothing is."""
    from prodtutor.progress.store import Progress

    try:
        with tempfile.TemporaryDirectory(prefix="prodtutor-doctor-") as folder:
            copy = Path(folder) / path.name
            for suffix in COMPANIONS:
                if (piece := path.with_name(path.name + suffix)).is_file():
                    shutil.copyfile(piece, copy.with_name(copy.name + suffix))
            with Progress(copy) as progress:
                return progress.notices[0].partition(". ")[0] if progress.notices else ""
    except OSError as error:
        return f"The progress file cannot be read: {error.strerror}"
    except ProdtutorError:
        return "The progress file cannot be used"
