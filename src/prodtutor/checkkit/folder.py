"""The subject's copy of the learner's files: read and written without following links, and always removed."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from prodtutor.checkkit.errors import CheckMistake

Below = Literal["files", "tmp"]
LARGEST = 64 * 1024 * 1024
MOST_NAMES = 10_000


class Folder:
    """A scratch folder of one subject: `files` (the learner's), `home`, `tmp`, and the file `output`."""

    def __init__(self, stage: Path, scratch: Path) -> None:
        """Copy `stage` to a new folder under `scratch`."""
        self.top = Path(os.path.realpath(tempfile.mkdtemp(prefix="subject-", dir=scratch)))
        self.root = self.top / "files"
        self.output = self.top / "output"
        shutil.copytree(stage, self.root, symlinks=True)
        (self.top / "home").mkdir()
        (self.top / "tmp").mkdir()
        self.output.touch()

    @property
    def output_here(self) -> Path:
        """The output file as this process reaches it; `output` is what the subject calls it."""
        return self.output

    def path(self, name: str) -> Path:
        """Where the file `name` (POSIX, relative) is. Raises CheckMistake for a name that leads out of the folder."""
        parts = PurePosixPath(name).parts
        if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
            raise CheckMistake(f"{name!r} is not a name inside the learner's folder")
        return self.root.joinpath(*parts)

    def read(self, name: str, below: Below = "files") -> bytes | None:
        """The bytes of a regular file; None when there is none (a link, a pipe or a folder is none)."""
        path = self.top.joinpath(below, *self.path(name).relative_to(self.root).parts)
        return None if self._goes_through_link(path) else read_regular(path)

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file (UTF-8, newlines as given); folders are made, a link in its place is replaced."""
        path = self.path(name)
        if self._goes_through_link(path):
            raise CheckMistake(f"{name} lies behind a link")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_symlink() or (path.exists() and not path.is_file()):
            self.delete(name)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)

    def delete(self, name: str) -> None:
        """Remove a file or a folder; nothing happens when there is none."""
        path = self.path(name)
        if self._goes_through_link(path):
            raise CheckMistake(f"{name} lies behind a link")
        if path.is_dir() and not path.is_symlink():
            remove(path)
        else:
            path.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Names of all files now, relative to the folder; links are not followed."""
        found: set[str] = set()
        for folder, _, files in os.walk(self.root):
            base = Path(folder).relative_to(self.root)
            found.update((base / file).as_posix() for file in files)
            if len(found) > MOST_NAMES:
                break
        return found

    def left(self) -> dict[str, bytes]:
        """Files below `files`, `home` and `tmp` now, except those of `tmp/pytest`: POSIX path below `top` -> bytes."""
        found: dict[str, bytes] = {}
        for folder, folders, names in os.walk(self.top):
            base = Path(folder).relative_to(self.top)
            if base == Path("tmp") and "pytest" in folders:
                folders.remove("pytest")
            for name in names:
                data = read_regular(self.top / base / name) if len(found) < MOST_NAMES else None
                if data is not None and base != Path():
                    found[(base / name).as_posix()] = data
        return found

    def put_back(self, left: Mapping[str, bytes]) -> None:
        """Write what another folder's `left` returned. Only before any code of the learner's runs here."""
        for name, data in left.items():
            path = self.top.joinpath(*name.split("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def read_aside(self, name: str) -> bytes | None:
        """The bytes of a regular file beside the learner's files (`tmp/x`); None when there is none."""
        path = self._aside(name)
        behind = any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(self.top))
        return None if behind else read_regular(path)

    def write_aside(self, name: str, data: bytes, *, executable: bool = False, changed_at: int | None = None) -> None:
        """Write a file beside the learner's files. Raises CheckMistake when the way there leads through a link.

        changed_at: the time of its last change, in seconds, if that is not to be now.
        """
        path = self._aside(name)
        if path.is_symlink() or any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(self.top)):
            raise CheckMistake(f"{name} lies behind a link")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if executable else 0o644)
        if changed_at is not None:
            os.utime(path, (changed_at, changed_at))

    def link_aside(self, name: str, others: Iterable[str]) -> None:
        """Give a file that `write_aside` wrote other names as well, all in its own folder; what has one is replaced."""
        path = self._aside(name)
        for other in others:
            place = path.with_name(other)
            place.unlink(missing_ok=True)
            try:
                os.link(path, place)
            except OSError:  # a file system without a second name for a file
                shutil.copy2(path, place)

    def _aside(self, name: str) -> Path:
        parts = PurePosixPath(name).parts
        if not parts or PurePosixPath(name).is_absolute() or ".." in parts:
            raise CheckMistake(f"{name!r} is not a name inside the folder")
        return self.top.joinpath(*parts)

    def printed(self, most: int) -> str:
        """What was printed so far, at most `most` bytes of it."""
        return (read_regular(self.output, most) or b"").decode("utf-8", "replace")

    def remove(self) -> None:
        """Remove everything, whatever the learner's code made of it."""
        remove(self.top)

    def _goes_through_link(self, path: Path) -> bool:
        return any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(self.top))


def read_regular(path: Path, most: int = LARGEST) -> bytes | None:
    """The first `most` bytes of a regular file, following no link, waiting for no pipe; None for anything else."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most)


def remove(top: Path) -> None:
    """Remove a folder of any depth, also with folders in it that forbid it. What cannot be removed stays."""
    for _ in range(3):
        with contextlib.suppress(OSError):
            _empty(top)
            top.rmdir()
            return


def _empty(top: Path) -> None:
    """Remove what is in `top`. Folders found deeper are moved up first, so that no path gets too long."""
    waiting = _clear(top, top, 0)
    count = len(waiting)
    while waiting:
        folder = waiting.pop()
        found = _clear(folder, top, count)
        count += len(found)
        waiting += found
        folder.rmdir()


def _clear(folder: Path, top: Path, count: int) -> list[Path]:
    """Unlink the files in `folder` and move its folders to `top`, numbered from `count`; return where they are now."""
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
    with os.scandir(folder) as found:
        entries = list(found)
    moved: list[Path] = []
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            with contextlib.suppress(OSError):
                os.chmod(entry.path, 0o700)  # moving a folder may ask for the right to write to it
            target = top / f".remove-{os.getpid()}-{count + len(moved)}"
            if Path(entry.path) != target:
                os.rename(entry.path, target)
            moved.append(target)
        else:
            os.unlink(entry.path)
    return moved
