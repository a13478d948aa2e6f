"""What cannot be used is set aside and said; what can is opened with safe settings."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.progress.database import kind_of_disk, open_database
from prodtutor.progress.migrations import LATEST
from prodtutor.progress.store import Progress


def test_the_settings_of_a_connection(tmp_path: Path) -> None:
    connection, notices = open_database(tmp_path / "new" / "p.sqlite3")
    try:
        assert notices == []
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] in ("wal", "delete")
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000
    finally:
        connection.close()


def _damage(path: Path, kind: str) -> bytes:
    with Progress(path) as progress:
        for number in range(200):
            progress.set_fact(str(number), "x" * 500)
    if kind == "no database":
        path.write_bytes(b"this is no database, but it is longer than a header of one hundred bytes " * 5)
    elif kind == "cut off":
        path.write_bytes(path.read_bytes()[:30_000])
    elif kind == "overwritten":
        data = bytearray(path.read_bytes())
        data[8192:20000] = b"\x5a" * (20000 - 8192)
        path.write_bytes(bytes(data))
    else:
        other = sqlite3.connect(path)
        if kind == "newer":
            other.execute(f"PRAGMA user_version = {LATEST + 1}")
        elif kind == "foreign":
            other.execute("PRAGMA application_id = 7")
        else:
            other.execute("DROP TABLE attempts")
        other.commit()
        other.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("no database", "damaged"),
        ("cut off", "damaged"),
        ("overwritten", "damaged"),
        ("a table is gone", "damaged"),
        ("newer", "newer"),
        ("foreign", "foreign"),
    ],
)
def test_what_cannot_be_used_is_set_aside(tmp_path: Path, kind: str, word: str) -> None:
    path = tmp_path / "p.sqlite3"
    for number in (1, 2):
        data = _damage(path, kind)
        with Progress(path) as progress:
            aside = tmp_path / f"p.sqlite3.{word}-{number}"
            assert len(progress.notices) == 1
            assert str(aside) in progress.notices[0]
            progress.set_fact("a", "b")
            assert progress.fact("a") == "b"
        if kind != "foreign":
            assert aside.read_bytes() == data
        assert aside.stat().st_size == len(data)
    with Progress(path) as progress:
        assert progress.notices == []
        assert progress.fact("a") is None or progress.fact("a") == "b"


def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "p.sqlite3").touch()
    with Progress(tmp_path / "p.sqlite3") as progress:
        assert progress.notices == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "p.sqlite3", tmp_path / "folder"):
        with pytest.raises(UsageProblem) as caught:
            Progress(path)
        assert str(path) in caught.value.message
        assert "PRODTUTOR_STATE" in caught.value.hint


OPENER = """
import sys
from pathlib import Path
from prodtutor.progress.store import Progress
with Progress(Path(sys.argv[1])) as progress:
    progress.set_fact(sys.argv[2], "there")
    sys.exit("; ".join(n for n in progress.notices if "kept as" not in n) or 0)
"""


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be renamed on Windows")
def test_several_processes_find_the_same_damage(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    _damage(path, "no database")
    several = [
        subprocess.Popen([sys.executable, "-c", OPENER, str(path), str(n)], stderr=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    errors = [process.communicate(timeout=60)[1] for process in several]
    assert [process.returncode for process in several] == [0] * 4, errors
    with Progress(path) as progress:
        assert [progress.fact(str(n)) for n in range(4)] == ["there"] * 4
    assert [name for name in os.listdir(tmp_path) if ".damaged-" in name] == ["p.sqlite3.damaged-1"]


def test_kind_of_disk() -> None:
    mounts = "/dev/a / ext4 rw 0 0\nserver:/x /home nfs4 rw 0 0\ntmp /home/me/a\\040b tmpfs rw 0 0\nbroken\n"
    assert kind_of_disk("/home/me/.local", mounts) == "nfs4"
    assert kind_of_disk("/home/me/a b/c", mounts) == "tmpfs"
    assert kind_of_disk("/homes", mounts) == "ext4"
    assert kind_of_disk("/", "") == ""
