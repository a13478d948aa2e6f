"""`.prodtutor.toml`: how the tutor knows a laid-out folder again."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import msgspec

from prodtutor.workspace.files import read_plain, write_atomically
from prodtutor.workspace.names import MARKER

_HISTORY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,120}")
_LIMIT = 20_000


class Marker(msgspec.Struct, frozen=True, kw_only=True):
    """What `.prodtutor.toml` says. It serves to find things again; nothing is believed because of it."""

    pack: str
    version: str
    lesson: str
    """The lesson's slug."""
    digest: str
    """Of the lesson that the folder was laid out from."""
    history: str
    """The name of the folder under `.history`."""


def marker_in(folder: Path) -> tuple[Marker | None, bool]:
    """The folder's marker, and whether there is one that cannot be understood."""
    try:
        data = read_plain(folder / MARKER, limit=_LIMIT)
        if data is None:
            return None, False
        marker = msgspec.convert(tomllib.loads(data.decode()), Marker)
    except FileNotFoundError:
        return None, False
    except (OSError, ValueError, msgspec.ValidationError, RecursionError):
        return None, True
    return (marker, False) if _HISTORY_ID.fullmatch(marker.history) else (None, True)


def write_marker(folder: Path, marker: Marker) -> None:
    """Write the marker, durably. Raises UsageProblem."""
    lines = ["# prodtutor knows this folder again by this file. Please leave it here."]
    for key, value in msgspec.structs.asdict(marker).items():
        lines.append(f"{key} = {json.dumps(value, ensure_ascii=False).replace(chr(127), '')}")
    write_atomically(folder / MARKER, ("\n".join(lines) + "\n").encode("utf-8", "replace"))
