"""Zip files that somebody made to do harm, or that the post has mangled."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prodtutor.classroom.archive import MAX_BUNDLE, MAX_ENTRIES, Refused, read_entries
from prodtutor.classroom.bundle import parse_bundle
from prodtutor.workspace.names import check_name

from .bundles import WORK, bundle, entry, zipped

GOOD = bundle().to_bytes()


def test_what_submit_writes_is_read() -> None:
    assert parse_bundle(GOOD).files == WORK


def test_a_bundle_that_was_packed_again_is_read() -> None:
    assert parse_bundle(zipped([], packed=True)).files == WORK


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../outside.py",
        "files/../../outside.py",
        "C:/windows.py",
        "C:windows.py",
        "files/a\\b.py",
        "\\\\server\\share.py",
        "files/./a.py",
        "files//a.py",
        "files/nul",
        "files/aux.py",
        "files/COM1.txt",
        "files/a .py ",
        "files/dot.",
        "files/a\x00b.py",
        "files/a\x1b[2Jb.py",
        "files/a\u202eb.py",
        "files/cafe\u0301.py",
        "files/" + "x" * 300,
        "files/.git/config",
        "files/.prodtutor.toml",
        "files/a:b",
        "files/*.py",
        "~/x/../../y",
    ],
)
def test_names_that_lead_elsewhere(name: str) -> None:
    stand_in = "x" * len(name.encode())  # zipfile itself would not write all of them
    data = zipped([(entry(stand_in), b"")], manifest=False).replace(stand_in.encode(), name.encode())
    if not name.isascii():
        data = data.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x00\x08")
        data = data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x08")

    with pytest.raises(Refused, match="name"):
        read_entries(data, "It")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("files/a.py", "files/a.py"),
        ("files/a.py", "files/A.py"),
        ("files/stra\u00dfe.py", "files/STRASSE.py"),
        ("files/a", "files/a/b"),
        ("files/A/b", "files/a"),
        ("files/\uff41.py", "files/a.py"),
    ],
)
def test_two_names_for_one_file(first: str, second: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = zipped([(first, b"1"), (second, b"2")], manifest=False)

    with pytest.raises(Refused):
        read_entries(data, "It")


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020644, 0o060644, 0o140644, 0o040755])
def test_links_and_devices(mode: int) -> None:
    with pytest.raises(Refused, match="not a plain file"):
        read_entries(zipped([(entry("files/a", mode=mode), b"/etc/passwd")]), "It")


def test_an_encrypted_file() -> None:
    data = bytearray(GOOD)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.index(mark) + place
        data[at] |= 1

    with pytest.raises(Refused, match="encrypted"):
        read_entries(bytes(data), "It")


def test_a_name_in_an_old_encoding() -> None:
    data = zipped([("files/cafe.py", b"x")], manifest=False).replace(b"files/cafe.py", b"files/caf\x82.py")

    with pytest.raises(Refused, match="not UTF-8"):
        read_entries(data, "It")


def test_a_bomb_of_zeros() -> None:
    with pytest.raises(Refused, match="bomb"):
        read_entries(zipped([("files/zeros", b"\0" * 900_000)], packed=True), "It")


def test_a_bomb_that_lies_about_its_size() -> None:
    data = bytearray(zipped([("files/zeros", b"\0" * 5_000_000)], packed=True, manifest=False))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(mark) + place
        data[at : at + 4] = struct.pack("<I", 10)

    with pytest.raises(Refused):
        read_entries(bytes(data), "It")


def test_too_many_files() -> None:
    data = zipped([(f"files/{number}", b"") for number in range(MAX_ENTRIES + 1)], manifest=False)

    with pytest.raises(Refused, match="more than"):
        read_entries(data, "It")


def test_files_that_are_too_large_together() -> None:
    many = [(f"files/{number}", bytes([65 + number]) * 900_000) for number in range(9)]
    with pytest.raises(Refused):
        parse_bundle(bundle({name.removeprefix("files/"): data for name, data in many}).to_bytes())


def test_more_bytes_than_a_bundle_may_have() -> None:
    with pytest.raises(Refused, match="more than"):
        read_entries(b"PK\x03\x04" + bytes(MAX_BUNDLE), "It")


def test_entries_that_share_bytes() -> None:
    data = bytearray(zipped([("files/a", b"x" * 50), ("files/b", b"x" * 50)], manifest=False))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]

    with pytest.raises(Refused):
        read_entries(bytes(data), "It")


def test_a_file_that_the_list_does_not_name() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("files/hidden.py", b"print('hidden')")
        archive.filelist.clear()
        archive.NameToInfo.clear()
        archive.writestr("files/seen.py", b"print('seen')")

    with pytest.raises(Refused, match="belong to no file"):
        read_entries(made.getvalue(), "It")


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_mangled_bundles_are_refused_or_read_as_they_were(data: st.DataObject) -> None:
    """Bytes changed, cut, doubled or inserted: never another error, never other files than the manifest names."""
    mangled = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(0, len(mangled) - 1)))
        piece = data.draw(st.binary(max_size=8))
        how = data.draw(st.sampled_from(["change", "insert", "cut", "double", "end"]))
        if how == "change":
            mangled[at : at + len(piece)] = piece
        elif how == "insert":
            mangled[at:at] = piece
        elif how == "cut":
            del mangled[at : at + data.draw(st.integers(1, 40))]
        elif how == "double":
            mangled[at:at] = mangled[at : at + 60]
        else:
            del mangled[at:]
    read, said = None, "It was read."
    try:
        read = parse_bundle(bytes(mangled))
    except Refused as error:
        said = error.message

    assert said.isprintable()
    assert read is None or {file.name for file in read.manifest.files} == set(read.files)


_NAMES = st.lists(
    st.one_of(st.sampled_from(["..", ".", "", "a", "A", "nul", "C:", "b.py", "\\", " ", ".git"]), st.text(max_size=5)),
    min_size=1,
    max_size=5,
).map("/".join)


@given(st.lists(st.tuples(_NAMES, st.binary(max_size=20)), max_size=6))
@settings(max_examples=300, deadline=None)
def test_whatever_the_names_nothing_leaves_the_folder(entries: list[tuple[str, bytes]]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, data in entries:
            try:
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
            except (ValueError, IndexError, UnicodeEncodeError):
                return
    try:
        read = read_entries(made.getvalue(), "It")
    except Refused:
        return
    for name in read:
        assert check_name(name) == name
    assert len({name.casefold() for name in read}) == len(read)
