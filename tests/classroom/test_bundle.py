"""What a bundle is, and what is none."""

from __future__ import annotations

import dataclasses
import io
import os
import zipfile
from pathlib import Path

import msgspec
import pytest

from prodtutor.classroom.archive import Refused
from prodtutor.classroom.bundle import MAX_MANIFEST, Bundle, parse_bundle, read_bundle
from prodtutor.workspace.snapshot import from_files

from .bundles import WORK, bundle, zipped


def changed(**told: object) -> Bundle:
    good = bundle()
    return dataclasses.replace(good, manifest=msgspec.structs.replace(good.manifest, **told))


def test_anybody_can_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(bundle().to_bytes())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", "files/double.py", "files/sub/notes.txt"]
        assert archive.read("files/double.py") == WORK["double.py"]
        assert archive.read("manifest.json").decode().startswith('{\n  "schema": 1,')


def test_the_snapshot_is_that_of_the_folder() -> None:
    assert bundle().snapshot() == from_files(WORK)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"PK\x03\x04",
        zipped([], manifest=False),
        zipped([("double.py", b"x")], manifest=False),
        zipped([("manifest.json", b"{}")], manifest=False),
        zipped([("manifest.json", b"\xff")], manifest=False),
        zipped([("manifest.json", b"[" * 100_000)], manifest=False),
        zipped([("manifest.json", b" " * (MAX_MANIFEST + 1))], manifest=False),
        zipped([("other.txt", b"x")]),
        zipped([("files/more.txt", b"x")]),
        changed(schema=2).to_bytes(),
        changed(files=()).to_bytes(),
    ],
    ids=range(13),
)
def test_what_is_no_bundle(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parse_bundle(data, "ada.zip")

    assert caught.value.message.startswith("ada.zip ")
    assert "\n" not in caught.value.message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")

    with pytest.raises(Refused, match="plain file"):
        read_bundle(tmp_path / "pipe.zip")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "good.zip").write_bytes(bundle().to_bytes())
    (tmp_path / "link.zip").symlink_to(tmp_path / "good.zip")

    with pytest.raises(Refused, match="link"):
        read_bundle(tmp_path / "link.zip")
