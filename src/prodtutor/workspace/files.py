"""Writing so that a file is the old text or the new, never torn; and reading without following links."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from pathlib import Path

from prodtutor.errors import UsageProblem
from prodtutor.workspace.names import OURS, is_left_out, is_temporary

MAX_FILE = 1_000_000
"""Bytes of one file of the learner's."""

_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_READ: int = (
    os.O_RDONLY
    | _NOFOLLOW
    | getattr(os, "O_NONBLOCK", 0)  # opening a FIFO must not wait for a writer
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_CREATE: int = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | _NOFOLLOW
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_REPLACE_TRIES = 20
_REPLACE_WAIT = 0.05  # seconds; only on Windows, where a virus scanner may hold a file for a moment

_being_written: set[str] = set()
"""Temporary files of this very process that are in use: `sweep` leaves them alone."""


class TooLarge(UsageProblem):
    """The file has more than MAX_FILE bytes."""


def reason(error: OSError) -> str:
    """Why the system refused, in plain words."""
    known = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT if hasattr(errno, "EDQUOT") else -1: "your quota of disk space is used up",
        errno.EACCES: "you are not allowed to write or read there",
        errno.EPERM: "the system does not allow it",
        errno.EROFS: "that disk is read-only",
        errno.ENOENT: "its folder is not there",
        errno.ENOTDIR: "a part of its path is a file, not a folder",
        errno.EISDIR: "there is a folder of that name",
        errno.EIO: "the disk reports an error",
        errno.ENAMETOOLONG: "the name is too long",
        errno.ELOOP: "it is a link",
    }
    return known.get(error.errno or -2, error.strerror or type(error).__name__)


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`: afterwards it is there for good, or the old file is untouched.

    The file's mode is kept; a new one gets the usual mode. The folder must be there. Raises UsageProblem, naming the
    file and the reason.
    """
    temporary = path.with_name(f"{OURS}-{os.getpid()}-{os.urandom(6).hex()}.tmp")
    _being_written.add(temporary.name)
    try:
        try:
            _write_new(temporary, data, _mode(path))
            _replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise UsageProblem(
            "Cannot write a file", f"{path} cannot be written: {reason(error)}.", "What was there before still is."
        ) from error
    finally:
        _being_written.discard(temporary.name)


def _mode(path: Path) -> int | None:
    """The permission bits of the file that is there, if it is a plain file."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return stat.S_IMODE(found.st_mode) if stat.S_ISREG(found.st_mode) else None


def _write_new(path: Path, data: bytes, mode: int | None) -> None:
    descriptor = os.open(path, _CREATE, 0o666)
    try:
        if mode is not None and os.name != "nt":
            os.fchmod(descriptor, mode & 0o777)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        _sync(descriptor)
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    """Have the bytes on the disk itself. On macOS fsync alone leaves them in the drive's cache."""
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)


def _replace(temporary: Path, path: Path) -> None:
    for _ in range(_REPLACE_TRIES if os.name == "nt" else 1):
        try:
            os.replace(temporary, path)
        except PermissionError as error:
            last = error
            if os.name == "nt":
                time.sleep(_REPLACE_WAIT)
        else:
            return
    raise last


def sync_folder(folder: Path) -> None:
    """Make a rename or a removal in `folder` last. Raises OSError when the disk fails."""
    if os.name == "nt":
        return  # Windows has no handle for this; its file system keeps a journal of names
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise  # those three: a file system that cannot do it
    finally:
        os.close(descriptor)


def read_plain(path: Path | str, *, dir_fd: int | None = None, limit: int = MAX_FILE) -> bytes | None:
    """The bytes of a plain file, without following a link at its end; None when it is not there.

    Raises OSError (ELOOP for links, EINVAL for devices, pipes and the like, EFBIG above `limit` bytes).
    """
    if not _NOFOLLOW and stat.S_ISLNK(os.lstat(path).st_mode):
        raise OSError(errno.ELOOP, "it is a link")
    try:
        descriptor = os.open(path, _READ, dir_fd=dir_fd)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a plain file")
        if found.st_size > limit:
            raise OSError(errno.EFBIG, "it is too large")
        parts: list[bytes] = []
        left = limit + 1
        while left > 0 and (part := os.read(descriptor, left)):
            parts.append(part)
            left -= len(part)
        if left <= 0:
            raise OSError(errno.EFBIG, "it is too large")
        return b"".join(parts)
    finally:
        os.close(descriptor)


def read_file(root: Path, name: str) -> bytes | None:
    """The bytes of a file of the learner's (a checked name); None when it is not there.

    No link is followed on the way. Raises UsageProblem when it is no plain file, too large or not readable.
    """
    _refuse_links(root, name)
    path = root.joinpath(*name.split("/"))
    try:
        return read_plain(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise TooLarge("A file is too large", f"{name} has more than {MAX_FILE:,} bytes.") from None
        why = "it is not a plain file" if error.errno == errno.EINVAL else reason(error)
        raise UsageProblem("Cannot read a file", f"{name} cannot be read: {why}.") from error


def write_file(root: Path, name: str, data: bytes) -> None:
    """Write a file of the learner's (a checked name) durably, making its folders. Raises UsageProblem."""
    _refuse_links(root, name)
    path = root.joinpath(*name.split("/"))
    try:
        made = [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in made:
            sync_folder(folder.parent)
    except OSError as error:
        raise UsageProblem("Cannot write a file", f"{name} cannot be written: {reason(error)}.") from error
    write_atomically(path, data)


def remove_file(root: Path, name: str) -> None:
    """Remove a file of the learner's (a checked name), and its folders when nothing is left in them.

    A file that is not there is fine. Raises UsageProblem when it cannot be removed.
    """
    _refuse_links(root, name)
    path = root.joinpath(*name.split("/"))
    try:
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == root or not _removed_empty(folder):
                sync_folder(folder)
                break
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageProblem("Cannot remove a file", f"{name} cannot be removed: {reason(error)}.") from error


def _removed_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _refuse_links(root: Path, name: str) -> None:
    """A folder that is a link could lead anywhere: nothing is read or written through one."""
    here = root
    for part in name.split("/")[:-1]:
        here = here / part
        if here.is_symlink():
            raise UsageProblem(
                "A folder is a link", f"{name} lies behind {part}, which is a link.", "Use a real folder."
            )


def sweep(root: Path) -> None:
    """Remove temporary files that interrupted saves left in `root` and the folders in it. Never raises for one."""
    folders = [str(root)]
    seen = 0
    while folders and seen < 1000:
        seen += 1
        try:
            with os.scandir(folders.pop()) as items:
                for item in items:
                    if is_temporary(item.name):
                        if item.name not in _being_written and not _writer_lives(item.name):
                            os.unlink(item.path)
                    elif item.is_dir(follow_symlinks=False) and not is_left_out(item.name):
                        folders.append(item.path)
        except OSError:
            continue


def _writer_lives(name: str) -> bool:
    """Whether the other process that began to write this temporary file is still there."""
    pid = name.removeprefix(OURS + "-").split("-")[0]
    if not (pid.isascii() and pid.isdigit()) or int(pid) == os.getpid():
        return False
    if os.name == "nt":
        import psutil

        return bool(psutil.pid_exists(int(pid)))
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
