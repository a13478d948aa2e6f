"""What the learner's folder holds at one moment, taken by descriptor and without following links."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from prodtutor.errors import UsageProblem
from prodtutor.untrusted import neutralise
from prodtutor.workspace.files import MAX_FILE, read_plain, reason
from prodtutor.workspace.names import is_left_out

MAX_FILES = 300
MAX_TOTAL = 8_000_000
"""Bytes of all files together."""
MAX_DEPTH = 20
MAX_ITEMS = 3000
"""Names looked at, folders and refused ones included: the walk ends there."""
ENVIRONMENT = "pyvenv.cfg"
"""A folder with this file is a virtual environment, whatever its name: nothing in it is the learner's work."""

_BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd and hasattr(os, "O_NOFOLLOW")


@dataclass(frozen=True)
class Refused:
    """A file that was not taken. `code` is link, special, name, size, number, total, depth or unreadable."""

    file: str
    code: str
    message: str
    """One sentence; control characters of the name are made visible."""


@dataclass(frozen=True)
class Snapshot:
    """The files that were taken, those that were not, and one number for both."""

    files: Mapping[str, bytes]
    """POSIX name -> bytes, sorted by name."""
    refused: tuple[Refused, ...]
    digest: str
    """SHA-256 in hexadecimal over names and bytes, and over what was refused."""

    @property
    def complete(self) -> bool:
        """False when the walk stopped at a limit, so that there may be files that nothing speaks of."""
        return not any(refused.code in ("number", "total", "depth") for refused in self.refused)


def from_files(files: Mapping[str, bytes], refused: tuple[Refused, ...] = ()) -> Snapshot:
    """A snapshot of files that are in memory already."""
    ordered = dict(sorted(files.items()))
    total = hashlib.sha256()
    for name, data in ordered.items():
        head = name.encode("utf-8", "surrogatepass")
        total.update(b"file %d %d\n" % (len(head), len(data)) + head)
        total.update(data)
    for item in refused:
        head = f"{item.code} {item.file}".encode("utf-8", "surrogatepass")
        total.update(b"refused %d\n" % len(head) + head)
    return Snapshot(files=MappingProxyType(ordered), refused=refused, digest=total.hexdigest())


def take(root: Path) -> Snapshot:
    """Read the learner's folder. Links, devices, too large or too many files are refused, as data.

    Raises UsageProblem when `root` is not a folder that can be read.
    """
    walk = _Walk()
    try:
        if _BY_DESCRIPTOR:
            descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                walk.folder(descriptor, "", 0)
            finally:
                os.close(descriptor)
        else:
            walk.folder(str(root), "", 0)
    except FileNotFoundError:
        raise UsageProblem("The folder is gone", f"{root} is not there any more.") from None
    except NotADirectoryError:
        raise UsageProblem("Not a folder", f"{root} is a file, not a folder.") from None
    except OSError as error:
        raise UsageProblem("Cannot read the folder", f"{root} cannot be read: {reason(error)}.") from error
    return from_files(walk.files, tuple(sorted(walk.refused, key=lambda item: (item.file, item.code))))


class _Walk:
    """One walk over a folder; folders are open descriptors where the system has that, paths elsewhere."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.refused: list[Refused] = []
        self._total = 0
        self._items = 0
        self._full = False

    def folder(self, here: int | str, prefix: str, depth: int) -> None:
        listed = _listed(here)
        if prefix and (ENVIRONMENT, "file") in listed:
            return
        for name, kind in listed:
            if self._full:
                return
            if is_left_out(name):
                continue
            self._items += 1
            if self._items > MAX_ITEMS:
                self._stop("number", f"The folder holds more than {MAX_ITEMS} names")
            elif not _is_plain_name(name):
                self._refuse(prefix + name, "name", "has a name that is not plain UTF-8 text")
            elif kind == "link":
                self._refuse(prefix + name, "link", "is a link, and only real files are taken")
            elif kind == "folder":
                self._sub_folder(here, name, prefix, depth)
            else:
                self._file(here, name, prefix)

    def _sub_folder(self, here: int | str, name: str, prefix: str, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self._refuse(prefix + name, "depth", f"lies more than {MAX_DEPTH} folders deep")
            return
        try:
            if isinstance(here, str):
                self.folder(os.path.join(here, name), f"{prefix}{name}/", depth + 1)
                return
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(name, flags, dir_fd=here)
            try:
                self.folder(descriptor, f"{prefix}{name}/", depth + 1)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            return  # removed in this very moment
        except OSError as error:
            self._refuse(prefix + name, *_why(error))

    def _file(self, here: int | str, name: str, prefix: str) -> None:
        full = prefix + name
        try:
            path, dir_fd = (os.path.join(here, name), None) if isinstance(here, str) else (name, here)
            data = read_plain(path, dir_fd=dir_fd)
        except FileNotFoundError:
            return
        except OSError as error:
            self._refuse(full, *_why(error))
            return
        if data is None:
            return
        if len(self.files) >= MAX_FILES:
            self._stop("number", f"The folder holds more than {MAX_FILES} files")
        elif self._total + len(data) > MAX_TOTAL:
            self._stop("total", f"The files together have more than {MAX_TOTAL:,} bytes")
        else:
            self._total += len(data)
            self.files[full] = data

    def _refuse(self, file: str, code: str, what: str) -> None:
        self.refused.append(Refused(_shown(file), code, f"{_shown(file)} {what}."))

    def _stop(self, code: str, what: str) -> None:
        self._full = True
        self.refused.append(Refused("", code, f"{what}; the others were not looked at."))


def _listed(here: int | str) -> list[tuple[str, str]]:
    with os.scandir(here) as items:
        found = []
        for item in items:
            if item.is_symlink() or (hasattr(item, "is_junction") and item.is_junction()):
                found.append((item.name, "link"))
            else:
                found.append((item.name, "folder" if item.is_dir(follow_symlinks=False) else "file"))
            if len(found) > 2 * MAX_ITEMS:
                break
    return sorted(found)


def _is_plain_name(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\\" not in name and neutralise(name) == name and "\n" not in name and "\t" not in name


def _shown(file: str) -> str:
    """A name that can be shown and stored: bytes that are not UTF-8 as `\\xNN`."""
    return neutralise(os.fsencode(file).decode("utf-8", "backslashreplace")).replace("\n", "␊").replace("\t", "␉")


def _why(error: OSError) -> tuple[str, str]:
    if error.errno == errno.EFBIG:
        return "size", f"has more than {MAX_FILE:,} bytes"
    if error.errno in (errno.EINVAL, errno.ENXIO, errno.EISDIR, errno.EOPNOTSUPP):
        return "special", "is not a plain file"
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return "link", "is a link, and only real files are taken"
    return "unreadable", f"cannot be read: {reason(error)}"
