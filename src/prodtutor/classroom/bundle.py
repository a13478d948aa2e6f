"""A bundle: a learner's work on one lesson in a single file, a plain zip that any program opens.

`manifest.json` says what is in it, `files/` holds the learner's files. They are stored as they are, not packed: the
same work gives the same bytes on every machine.
"""

from __future__ import annotations

import errno
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from prodtutor.classroom.archive import MAX_BUNDLE, read_entries, refused
from prodtutor.classroom.manifest import SCHEMA, Manifest, named
from prodtutor.untrusted import neutralise
from prodtutor.workspace.files import read_plain, reason
from prodtutor.workspace.snapshot import MAX_FILES, MAX_TOTAL, Snapshot, from_files

MANIFEST = "manifest.json"
FILES = "files/"
ENDING = ".zip"
MAX_MANIFEST = 200_000
_WHEN = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds."""

    manifest: Manifest
    files: Mapping[str, bytes]

    def to_bytes(self) -> bytes:
        """The zip file. Equal work gives equal bytes."""
        told = msgspec.json.format(msgspec.json.encode(self.manifest, order="deterministic"), indent=2) + b"\n"
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            for name, data in [(MANIFEST, told), *((FILES + name, self.files[name]) for name in sorted(self.files))]:
                info = zipfile.ZipInfo(name, _WHEN)
                info.create_system, info.external_attr = _UNIX, _PLAIN_FILE
                archive.writestr(info, data)
        return made.getvalue()

    def snapshot(self) -> Snapshot:
        """The learner's files, ready to be judged."""
        return from_files(self.files)


def read_bundle(path: Path) -> Bundle:
    """The bundle in the file `path`. Raises Refused: damaged, foreign, oversized, or harmful."""
    what = neutralise(path.name).replace("\n", " ")
    try:
        data = read_plain(path, limit=MAX_BUNDLE)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise refused(what, f"has more than {MAX_BUNDLE:,} bytes") from None
        why = {errno.EINVAL: "it is not a plain file", errno.ENXIO: "it is not a plain file"}
        raise refused(what, f"cannot be read: {why.get(error.errno or 0, reason(error))}") from None
    if data is None:
        raise refused(what, "is not there")
    return parse_bundle(data, what)


def parse_bundle(data: bytes, what: str = "The file") -> Bundle:
    """The bundle in `data`, which a message calls `what`. Raises Refused."""
    entries = read_entries(data, what)
    told = entries.pop(MANIFEST, None)
    if told is None:
        raise refused(what, f"was not made by `prodtutor submit`: it has no {MANIFEST}")
    manifest = _manifest(told, what)
    foreign = next((name for name in entries if not name.startswith(FILES)), None)
    if foreign is not None:
        raise refused(what, f"holds {foreign!r}, which does not belong in a bundle")
    files = {name.removeprefix(FILES): content for name, content in sorted(entries.items())}
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_TOTAL:
        raise refused(what, f"holds more than {MAX_FILES} files or {MAX_TOTAL:,} bytes")
    if sorted(manifest.files, key=lambda file: file.name) != [named(name, content) for name, content in files.items()]:
        raise refused(what, "is damaged: its files are not those that its manifest names")
    return Bundle(manifest, files)


def _manifest(told: bytes, what: str) -> Manifest:
    if len(told) > MAX_MANIFEST:
        raise refused(what, f"has a {MANIFEST} of more than {MAX_MANIFEST:,} bytes")
    try:
        manifest = msgspec.json.decode(told, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        why = neutralise(" ".join(str(error).split())[:120])
        raise refused(what, f"has a {MANIFEST} that I cannot read ({why})") from None
    if manifest.schema != SCHEMA:
        raise refused(what, f"was made by another version of prodtutor (schema {manifest.schema})")
    return manifest
