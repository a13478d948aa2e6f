"""The scratch folder of one check: the copy that is judged, the original bytes, and room for what programs write."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from prodtutor.workspace.snapshot import Snapshot

_MODULUS = 1 << 30
_EARLIEST = 1 << 29
"""In 1987: zip files, and so wheels, cannot hold a time before 1980."""


class Stage:
    """A context manager; the folder is gone when it is left, whatever happened inside.

    `code` holds the files as they are judged (pragmas blanked), `original` as the learner wrote them; `scratch` is for
    the subjects' own copies. `python` has the Python files as they are judged, out of reach of programs.
    """

    def __init__(self, snapshot: Snapshot, files: Mapping[str, bytes]) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="prodtutor-")).resolve()
        self.code, self.original = self.root / "code", self.root / "original"
        self.scratch = self.root / "scratch"
        self.python = {name: files[name] for name in sorted(files) if name.endswith(".py")}
        self.python_files = tuple(self.python)
        for folder in (self.code, self.original, self.scratch):
            folder.mkdir()
        for name, data in files.items():
            write(self.code, name, data)
        for name, data in snapshot.files.items():
            write(self.original, name, data)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder; programs may have taken away our right to do so, which we give back to ourselves."""
        if self.root.exists():
            for folder, subfolders, _ in os.walk(self.root):
                for name in subfolders:
                    path = os.path.join(folder, name)
                    if not os.path.islink(path):
                        os.chmod(path, 0o700)
            shutil.rmtree(self.root, ignore_errors=True)


def write(root: Path, name: str, data: bytes) -> Path:
    """Write one file below `root`, its time stamp drawn from its content.

    Mypy's cache and its daemon take a file of equal size and equal whole second for unchanged. With a time that
    depends on the content alone, equal means equal.
    """
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    stamp = int.from_bytes(hashlib.sha256(data).digest()[:8], "big") % _MODULUS + _EARLIEST
    os.utime(path, (stamp, stamp))
    return path


def read_all(folder: Path) -> dict[str, bytes]:
    """Name (with slashes) -> bytes of each file in `folder`."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
