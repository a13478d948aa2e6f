"""Zip files for tests: what `zipfile` would not write is patched in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from prodtutor.classroom.bundle import FILES, Bundle
from prodtutor.classroom.manifest import SCHEMA, Manifest, PackNamed, named

WORK = {"double.py": b"def double(x: int) -> int:\n    return 2 * x\n", "sub/notes.txt": b"mine\n"}


def bundle(files: Mapping[str, bytes] = WORK, *, lesson: str = "01-double", pack: str = "golden") -> Bundle:
    """A bundle of these files."""
    manifest = Manifest(
        schema=SCHEMA,
        lesson=lesson,
        pack=PackNamed(name=pack, version="1", digest="0" * 64),
        tools={"prodtutor": "0"},
        files=tuple(named(name, data) for name, data in files.items()),
    )
    return Bundle(manifest, files)


def zipped(
    entries: Sequence[tuple[str | zipfile.ZipInfo, bytes]], *, manifest: bool = True, packed: bool = False
) -> bytes:
    """A zip with these entries behind the manifest of a good bundle."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        if manifest:
            with zipfile.ZipFile(io.BytesIO(bundle().to_bytes())) as good:
                archive.writestr("manifest.json", good.read("manifest.json"))
                for name, data in WORK.items():
                    archive.writestr(FILES + name, data)
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


def entry(name: str, *, mode: int = 0o100644, flags: int = 0) -> zipfile.ZipInfo:
    """An entry with a mode (`0o120777` is a symbolic link) and flags of its own."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr, info.flag_bits, info.create_system = mode << 16, flags, 3
    return info
