"""A subject's folder inside a sandbox, as the judge reaches it from outside.

The learner's code may put a link in any place at any moment, and one that leads to `/etc` inside would lead the judge
to the machine's own `/etc`. So every step from the folder that the sandbox gave us goes through a descriptor of the
folder before it and never through a link. Linux only.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from prodtutor.checkkit.errors import CheckMistake
from prodtutor.checkkit.folder import LARGEST, MOST_NAMES, Below, Folder

_FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_DEEPEST = 60
_TICK_NS = 50_000_000
_MOST_REMOVED = 5_000
"""What is left after so many files goes with the sandbox."""
_LINK = frozenset({errno.ELOOP, errno.ENOTDIR})


class SandboxedFolder(Folder):
    """As `Folder`. Its paths are what the subject sees; nothing here but descriptors leads there from outside."""

    def __init__(self, stage: Path, room: int, inside: Path) -> None:
        """Copy `stage` to a new folder in the one that `room` is a descriptor of and that is called `inside` there."""
        name = f"subject-{secrets.token_hex(6)}"
        self.top = inside / name
        self.root, self.output = self.top / "files", self.top / "output"
        self._room, self._name = room, name
        self._seen: dict[str, tuple[tuple[int, ...], bytes]] = {}
        """What `left` has read, and what the system said about the file then."""
        os.mkdir(name, 0o700, dir_fd=room)
        self._top = _open_folder(name, room)
        for folder in ("files", "home", "tmp"):
            os.mkdir(folder, 0o755, dir_fd=self._top)
        with _opened("files", self._top) as files:
            _copy(stage, files)
        os.close(os.open("output", os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE, 0o600, dir_fd=self._top))

    @property
    def output_here(self) -> Path:
        """The output file as this process reaches it. Its last part may have become a link: do not follow it."""
        return Path(f"/proc/self/fd/{self._top}/output")

    def read(self, name: str, below: Below = "files") -> bytes | None:
        *folders, last = (below, *self._parts(name)[1:])
        try:
            with self._at(folders) as folder:
                return _read(last, folder)
        except (OSError, CheckMistake):
            return None

    def write(self, name: str, data: str | bytes) -> None:
        *folders, last = self._parts(name)
        with self._at(folders, make=True) as folder:
            with contextlib.suppress(FileNotFoundError):
                if not stat.S_ISREG(os.stat(last, dir_fd=folder, follow_symlinks=False).st_mode):
                    _remove(last, folder)
            _write(last, folder, data.encode() if isinstance(data, str) else data)

    def delete(self, name: str) -> None:
        *folders, last = self._parts(name)
        with contextlib.suppress(FileNotFoundError), self._at(folders) as folder:
            _remove(last, folder)

    def names(self) -> set[str]:
        try:
            with _opened("files", self._top) as files:
                return {name for name, _, _ in islice(_walk(files), MOST_NAMES)}
        except OSError:
            return set()

    def left(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for top in ("files", "home", "tmp"):
            with contextlib.suppress(OSError), _opened(top, self._top) as start:
                walk = _walk(start, without="pytest" if top == "tmp" else "")
                for name, folder, last in islice(walk, MOST_NAMES):
                    with contextlib.suppress(OSError):
                        data = self._read_again(f"{top}/{name}", folder, last)
                        if data is not None:
                            found[f"{top}/{name}"] = data
        return found

    def _read_again(self, name: str, folder: int, last: str) -> bytes | None:
        """As `_read`; a file that nobody has written to since it was read last is not read again."""
        now = os.stat(last, dir_fd=folder, follow_symlinks=False)
        like = (now.st_ino, now.st_size, now.st_mode, now.st_mtime_ns, now.st_ctime_ns)
        known = self._seen.get(name)
        if known is not None and known[0] == like:
            return known[1]
        data = _read(last, folder)
        # That time counts in steps of some milliseconds: within one of them, it does not tell two changes apart.
        if data is not None and time.time_ns() - now.st_ctime_ns > _TICK_NS:
            self._seen[name] = like, data
        return data

    def put_back(self, left: Mapping[str, bytes]) -> None:
        for name, data in left.items():
            *folders, last = PurePosixPath(name).parts
            with self._at(folders, make=True) as folder:
                _write(last, folder, data)

    def read_aside(self, name: str) -> bytes | None:
        *folders, last = self._aside(name).relative_to(self.top).parts
        try:
            with self._at(folders) as folder:
                return _read(last, folder)
        except (OSError, CheckMistake):
            return None

    def write_aside(self, name: str, data: bytes, *, executable: bool = False, changed_at: int | None = None) -> None:
        *folders, last = self._aside(name).relative_to(self.top).parts
        with self._at(folders, make=True) as folder:
            _write(last, folder, data)
            if executable:
                with contextlib.suppress(OSError):
                    os.chmod(last, 0o755, dir_fd=folder)  # noqa: S103  (a program, in a sandbox)
            if changed_at is not None:
                with contextlib.suppress(OSError):
                    os.utime(last, (changed_at, changed_at), dir_fd=folder, follow_symlinks=False)

    def link_aside(self, name: str, others: Iterable[str]) -> None:
        *folders, last = self._aside(name).relative_to(self.top).parts
        with self._at(folders) as folder:
            for other in others:
                try:
                    os.link(last, other, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
                except FileExistsError:
                    _remove(other, folder)
                    os.link(last, other, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)

    def printed(self, most: int) -> str:
        try:
            data = _read("output", self._top, most)
        except OSError:
            data = None
        return (data or b"").decode("utf-8", "replace")

    def remove(self) -> None:
        """Remove what can be removed quickly; the rest goes with the sandbox."""
        if self._top >= 0:
            os.close(self._top)
            self._top = -1
            with contextlib.suppress(OSError):
                _remove(self._name, self._room, _Budget(_MOST_REMOVED))

    def _parts(self, name: str) -> Sequence[str]:
        return ("files", *self.path(name).relative_to(self.root).parts)

    @contextlib.contextmanager
    def _at(self, folders: Sequence[str], *, make: bool = False) -> Iterator[int]:
        """A descriptor of a folder below `top`. Raises CheckMistake when the way there leads through a link."""
        here = os.dup(self._top)
        try:
            for name in folders:
                if make:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(name, 0o755, dir_fd=here)
                try:
                    following = _open_folder(name, here)
                except OSError as error:
                    if error.errno in _LINK:
                        raise CheckMistake(f"{'/'.join(folders[1:])} lies behind a link") from None
                    raise
                os.close(here)
                here = following
            yield here
        finally:
            os.close(here)


class _Budget:
    """How many more files may be removed."""

    def __init__(self, left: int) -> None:
        self.left = left


def _open_folder(name: str, folder: int) -> int:
    return os.open(name, os.O_RDONLY | _FOLDER, dir_fd=folder)


@contextlib.contextmanager
def _opened(name: str, folder: int) -> Iterator[int]:
    descriptor = _open_folder(name, folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _copy(source: Path, target: int) -> None:
    """Copy the files in the folder `source`, which is ours, to the folder with the descriptor `target`."""
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                os.mkdir(entry.name, 0o755, dir_fd=target)
                with _opened(entry.name, target) as folder:
                    _copy(Path(entry.path), folder)
            elif entry.is_symlink():
                os.symlink(os.readlink(entry.path), entry.name, dir_fd=target)
            else:
                with open(entry.path, "rb") as file:
                    known = os.fstat(file.fileno())
                    _write(entry.name, target, file.read(), known)


def _write(name: str, folder: int, data: bytes, like: os.stat_result | None = None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _FILE
    with os.fdopen(os.open(name, flags, 0o644, dir_fd=folder), "wb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise CheckMistake(f"{name} is no regular file")
        file.write(data)
        if like is not None:
            file.flush()
            os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode))
            os.utime(file.fileno(), ns=(like.st_atime_ns, like.st_mtime_ns))


def _read(name: str, folder: int, most: int = LARGEST) -> bytes | None:
    """The first `most` bytes of a regular file; None for anything else. Raises OSError when it cannot be opened."""
    descriptor = os.open(name, os.O_RDONLY | _FILE, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def _walk(folder: int, prefix: str = "", depth: int = 0, *, without: str = "") -> Iterator[tuple[str, int, str]]:
    """All below `folder` that is no folder: its path, a descriptor of the folder that it is in, its name there."""
    with os.scandir(folder) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in islice(entries, MOST_NAMES)]
    for name, is_folder in found:
        if not is_folder:
            yield f"{prefix}{name}", folder, name
        elif depth < _DEEPEST and name != without:
            with contextlib.suppress(OSError), _opened(name, folder) as deeper:
                yield from _walk(deeper, f"{prefix}{name}/", depth + 1)


def _remove(name: str, folder: int, budget: _Budget | None = None, depth: int = 0) -> None:
    """Remove a file or a folder. Raises OSError when something in it cannot be removed."""
    budget = budget or _Budget(_MOST_REMOVED)
    budget.left -= 1
    if budget.left < 0 or depth > _DEEPEST:
        raise OSError(errno.EFBIG, "there is too much to be removed")
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        with _opened(name, folder) as inner:
            with os.scandir(inner) as entries:
                found = [entry.name for entry in islice(entries, _MOST_REMOVED)]
            for each in found:
                _remove(each, inner, budget, depth + 1)
        os.rmdir(name, dir_fd=folder)
