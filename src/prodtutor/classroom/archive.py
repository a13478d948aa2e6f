"""Reading a zip file that anybody may have made: into memory, within limits, or not at all.

Nothing is ever unpacked to the disk. What the file says about itself is checked, and sizes are counted while reading.
"""

from __future__ import annotations

import io
import stat
import struct
import unicodedata
import zipfile
import zlib

from prodtutor.errors import UsageProblem
from prodtutor.untrusted import neutralise
from prodtutor.workspace.files import MAX_FILE
from prodtutor.workspace.names import check_name
from prodtutor.workspace.snapshot import MAX_FILES, MAX_TOTAL

MAX_BUNDLE = MAX_TOTAL + 2_000_000
"""Bytes of the zip file itself."""
MAX_ENTRIES = MAX_FILES + 20
MOST_TIMES = 200
"""A file may be so many times as large as it is packed, above `SMALL` bytes."""
SMALL = 100_000
_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s2xH18xHH")
_ENCRYPTED, _UTF8 = 0x1 | 0x40 | 0x2000, 0x800
_DESCRIPTOR = 24
"""The longest note that may follow a file's bytes."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
    MemoryError,
)


class Refused(UsageProblem):
    """The file is none of ours, damaged, or harmful: nothing of it was used."""


def refused(what: str, why: str) -> Refused:
    """The error for a bundle called `what`; `why` ends the sentence."""
    return Refused("This bundle is refused", f"{what} {why}.", "Ask for a new one: `prodtutor submit` makes it.")


def read_entries(data: bytes, what: str) -> dict[str, bytes]:
    """Name -> bytes of every file in the zip `data`, which a message calls `what`.

    Names are relative POSIX paths that any system can have, in NFC. Raises Refused.
    """
    if len(data) > MAX_BUNDLE:
        raise refused(what, f"has more than {MAX_BUNDLE:,} bytes")
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise refused(what, "is not a zip file")
    if data.count(_ENTRY) > MAX_ENTRIES:
        raise refused(what, f"holds more than {MAX_ENTRIES} files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_ENTRIES:
                raise refused(what, f"holds more than {MAX_ENTRIES} files")
            for info in infos:
                _check_entry(info, what)
            files = [info for info in infos if not info.orig_filename.endswith("/")]
            _check_names([info.orig_filename for info in files], what)
            _check_layout(infos, data, archive.start_dir, what)
            return _read(archive, files, what)
    except _DAMAGED as error:
        raise refused(what, f"is damaged ({_reason(error)})") from None


def _reason(error: BaseException) -> str:
    return neutralise(" ".join(str(error).split())[:100]) or type(error).__name__


def _check_entry(info: zipfile.ZipInfo, what: str) -> None:
    name = info.orig_filename
    shown = repr(neutralise(name[:100]))
    if info.flag_bits & _ENCRYPTED:
        raise refused(what, "is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refused(what, f"packs {shown} in a way that I do not read")
    if info.filename != name:  # zipfile mends what it does not like: others may not
        raise refused(what, f"holds a name that not all programs read alike, {shown}")
    if not name.isascii() and not info.flag_bits & _UTF8:
        raise refused(what, f"holds a name that is not UTF-8, {shown}")
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_folder = name.endswith("/")
    if kind and kind != (stat.S_IFDIR if is_folder else stat.S_IFREG):
        raise refused(what, f"holds {shown}, which is a link or a device and not a plain file")
    if is_folder and (info.file_size or info.compress_size > 2):
        raise refused(what, f"holds a folder {shown} with bytes of its own")
    try:
        safe = check_name(name.removesuffix("/"))
    except UsageProblem as error:
        raise refused(what, f"holds a name that is not allowed: {error.message.rstrip('.')}") from None
    if safe != name.removesuffix("/"):
        raise refused(what, f"holds a name that is not written in the usual way, {shown}")
    if info.file_size > MAX_FILE:
        raise refused(what, f"holds {shown} with more than {MAX_FILE:,} bytes")


def _check_names(names: list[str], what: str) -> None:
    """No name twice, not even on a system that does not tell `A.py` from `a.py`; no file where a folder must be."""
    seen: dict[str, str] = {}
    for name in names:
        key = _key(name)
        if key in seen:
            both = f"{seen[key]!r} and {name!r}" if seen[key] != name else f"{name!r} twice"
            raise refused(what, f"holds {both}, which is one file on some systems")
        seen[key] = name
    for key, name in seen.items():
        parts = key.split("/")
        for count in range(1, len(parts)):
            if "/".join(parts[:count]) in seen:
                raise refused(what, f"holds {name!r} below something that is a file")


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _check_layout(infos: list[zipfile.ZipInfo], data: bytes, directory: int, what: str) -> None:
    """The entries lie one behind the other, with nothing between, in front of the list of them.

    So no two share bytes (the way to the largest bombs), and no file is there that the list does not name.
    """
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        start = info.header_offset
        if not 0 <= start - end <= (_DESCRIPTOR if end else 0):
            raise refused(what, "holds files that overlap, or bytes that belong to no file")
        mark, flags, name, extra = _LOCAL.unpack_from(data, start)
        if mark != b"PK\x03\x04" or flags & _ENCRYPTED:
            raise refused(what, "is damaged (a file does not begin where it should)")
        end = start + 30 + name + extra + info.compress_size
    if not 0 <= directory - end <= _DESCRIPTOR:
        raise refused(what, "holds files that overlap, or bytes that belong to no file")


def _read(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], what: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for info in infos:
        with archive.open(info) as file:
            content = file.read(MAX_FILE + 1)
        total += len(content)
        name = info.orig_filename
        if len(content) > MAX_FILE:
            raise refused(what, f"holds {name!r} with more than {MAX_FILE:,} bytes")
        if total > MAX_TOTAL + MAX_FILE:
            raise refused(what, f"unpacks to more than {MAX_TOTAL:,} bytes")
        if len(content) != info.file_size:
            raise refused(what, f"is damaged ({name!r} is shorter than it says)")
        if len(content) > SMALL and len(content) > MOST_TIMES * info.compress_size:
            raise refused(what, f"holds {name!r}, packed so tightly that it looks like a bomb")
        found[name] = content
    return found
