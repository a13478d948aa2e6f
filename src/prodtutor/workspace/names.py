"""Names of files inside the learner's folder: which are allowed, and which the tutor does not look at."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath

from prodtutor.errors import UsageProblem
from prodtutor.untrusted import neutralise

MARKER = ".prodtutor.toml"
OURS = ".prodtutor"
"""How the names of the tutor's own files begin."""

MAX_NAME = 200
"""Characters of one name, folders included."""

LEFT_OUT = frozenset(
    {
        ".git",
        ".venv",
        "venv",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".idea",
        ".vscode",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
    }
)
"""Files and folders that are never part of a snapshot, nor of the history."""

_EDITORS_OWN = re.compile(r"\.#.*|#.*#|.*~|\..*\.sw[a-p]|4913")
"""Locks, backups and swap files of Emacs, Vim and others; some of them are links."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_BAD = frozenset('<>:"|?*\\')


def is_left_out(name: str) -> bool:
    """Whether a file or folder of that name (one part) is none of the learner's work."""
    return (
        name in LEFT_OUT
        or name.endswith(".pyc")
        or name == MARKER
        or is_temporary(name)
        or _EDITORS_OWN.fullmatch(name) is not None
    )


def is_temporary(name: str) -> bool:
    """Whether it is a file that an interrupted save may have left behind."""
    return name.startswith(OURS + "-") and name.endswith(".tmp")


def check_name(name: str) -> str:
    """The name in its usual form: POSIX, relative, NFC. `sub/./a.py` becomes `sub/a.py`.

    Raises UsageProblem for names that leave the folder, that some system cannot have, that are the tutor's own, or that
    lie where the tutor does not look.
    """
    text = unicodedata.normalize("NFC", name)
    reason = _reason(text)
    if reason:
        raise UsageProblem("This name cannot be used", f"{neutralise(name)!r} {reason}.", "Choose another name.")
    return str(PurePosixPath(text))


def _reason(name: str) -> str:
    """What is wrong with a name, or nothing."""
    if not name.strip() or name == ".":
        return "is empty"
    if len(name) > MAX_NAME:
        return f"is longer than {MAX_NAME} characters"
    if name.startswith("/"):
        return "does not lie in the exercise folder"
    if not name.isprintable():
        return "holds a character that cannot be seen"
    if found := _BAD.intersection(name):
        return f"holds {min(found)}, which some systems do not allow in a name"
    if name.endswith("/"):
        return "is the name of a folder"
    return next((said for part in PurePosixPath(name).parts if (said := _part_reason(part))), "")


def _part_reason(part: str) -> str:
    """What is wrong with one part of a name, or nothing."""
    if part == "..":
        return "leaves the exercise folder"
    if _DEVICES.fullmatch(part):
        return "is the name of a device on Windows"
    if part != part.strip() or part.endswith("."):
        return "begins or ends with a blank or ends with a dot"
    if part.lower().startswith(OURS):
        return "is kept for the tutor itself"
    if is_left_out(part):
        return "lies where the tutor does not look"
    return ""


def is_taken(root: Path, name: str) -> bool:
    """Whether there is a file, folder or link of that name below `root` (a checked name)."""
    return os.path.lexists(root.joinpath(*name.split("/")))
