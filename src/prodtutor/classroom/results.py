"""Results that are there already, so that a second run goes on where the first one stopped.

One small file for each, named after all that it depends on. Losing one costs a second look, nothing else; so a
result is replaced whole, but not forced onto the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

import msgspec

from prodtutor.classroom.messages import Judged
from prodtutor.workspace.files import read_plain

MOST_KEPT = 50_000
_LARGEST = 20_000


class Results:
    """A folder of results. Every failure to read or write means: not known."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Judged | None:
        """The result that was kept under `key`; None when there is none, or when it is damaged."""
        try:
            data = read_plain(self._place(key), limit=_LARGEST)
            if data is None or data[:64] != _sum(data[65:]):
                return None
            return msgspec.json.decode(data[65:], type=Judged)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def keep(self, key: str, judged: Judged) -> None:
        """Keep a result, whole or not at all."""
        place = self._place(key)
        body = msgspec.json.encode(judged)
        temporary = place.with_name(f"{place.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
        with contextlib.suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(_sum(body) + b"\n" + body)
                os.replace(temporary, place)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    temporary.unlink()

    def tidy(self) -> None:
        """Remove the oldest results when there are too many, and what interrupted writes left."""
        kept: list[tuple[float, str]] = []
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(folder, name)
                with contextlib.suppress(OSError):
                    if name.endswith(".tmp"):
                        os.unlink(path)
                    else:
                        kept.append((os.stat(path).st_mtime, path))
        for _, path in sorted(kept)[: max(0, len(kept) - MOST_KEPT)]:
            with contextlib.suppress(OSError):
                os.unlink(path)

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
