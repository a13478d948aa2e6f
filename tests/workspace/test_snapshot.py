"""A snapshot holds regular files within limits; everything else is refused, as data."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.errors import UsageProblem
from prodtutor.workspace import snapshot
from prodtutor.workspace.snapshot import Snapshot, from_files, take

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")


@pytest.fixture(params=["descriptor", "path"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to walk: by descriptor, and by path as on Windows."""
    monkeypatch.setattr(snapshot, "_BY_DESCRIPTOR", request.param == "descriptor")


pytestmark = pytest.mark.usefixtures("_way")


def _codes(taken: Snapshot) -> dict[str, str]:
    return {refused.file: refused.code for refused in taken.refused}


def test_files_in_folders(tmp_path: Path) -> None:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "a.py").write_bytes(b"x = 1\r\n")
    (tmp_path / "sub" / "deep" / "b.txt").write_bytes(b"\xff\x00")
    (tmp_path / ".env").write_bytes(b"")
    taken = take(tmp_path)
    assert dict(taken.files) == {"a.py": b"x = 1\r\n", "sub/deep/b.txt": b"\xff\x00", ".env": b""}
    assert taken.refused == ()
    assert taken.complete
    assert taken.digest == from_files(taken.files).digest


def test_what_is_left_out(tmp_path: Path) -> None:
    for name in (".git", ".venv", "venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".idea"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").touch()
    for name in (".prodtutor.toml", "a.pyc", ".prodtutor-1-abc.tmp"):
        (tmp_path / name).touch()
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "ci.yml").touch()
    assert list(take(tmp_path).files) == [".github/ci.yml"]
    assert take(tmp_path).refused == ()


def test_a_virtual_environment_of_any_name_is_left_out(tmp_path: Path) -> None:
    for name in ("env", "sub/my python", "pyvenv.cfg"):  # the last one is a folder of that name: no environment
        (tmp_path / name / "lib").mkdir(parents=True)
        (tmp_path / name / "lib" / "x.py").touch()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    (tmp_path / "sub" / "my python" / "pyvenv.cfg").touch()
    (tmp_path / "sub" / "a.py").touch()
    assert list(take(tmp_path).files) == ["pyvenv.cfg/lib/x.py", "sub/a.py"]
    assert take(tmp_path).refused == ()


def test_the_top_folder_counts_whatever_is_in_it(tmp_path: Path) -> None:
    for name in ("a.py", "pyvenv.cfg"):
        (tmp_path / name).touch()
    assert list(take(tmp_path).files) == ["a.py", "pyvenv.cfg"]


@posix
def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "file").symlink_to(outside / "secret")
    (root / "folder").symlink_to(outside)
    (root / "dangling").symlink_to("nowhere")
    (root / "loop").symlink_to("loop")
    taken = take(root)
    assert not taken.files
    assert _codes(taken) == {"file": "link", "folder": "link", "dangling": "link", "loop": "link"}


@posix
def test_pipes_and_sockets_are_refused_without_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert _codes(take(tmp_path)) == {"pipe": "special", "socket": "special"}


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big").write_bytes(b"x" * 1_000_001)
    (tmp_path / "fits").write_bytes(b"x" * 1_000_000)
    taken = take(tmp_path)
    assert list(taken.files) == ["fits"]
    assert _codes(taken) == {"big": "size"}
    assert taken.complete
    monkeypatch.setattr(snapshot, "MAX_TOTAL", 1_000_000)
    (tmp_path / "one.more").write_bytes(b"x")
    taken = take(tmp_path)
    assert _codes(taken) == {"big": "size", "": "total"}
    assert not taken.complete


def test_too_many_files(tmp_path: Path) -> None:
    for number in range(301):
        (tmp_path / f"{number:03}").touch()
    taken = take(tmp_path)
    assert len(taken.files) == 300
    assert _codes(taken) == {"": "number"}
    assert "300 files" in taken.refused[0].message


def test_too_deep(tmp_path: Path) -> None:
    (tmp_path / "/".join("d" * 1 for _ in range(30))).mkdir(parents=True)
    taken = take(tmp_path)
    assert [refused.code for refused in taken.refused] == ["depth"]


@posix
@pytest.mark.parametrize("name", [b"caf\xe9.py", b"a\nb", b"a\\b.py", "a\u202eb".encode(), b"\x1b[2J"])
def test_odd_names_are_refused_and_shown_harmlessly(tmp_path: Path, name: bytes) -> None:
    try:
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).touch()
    except OSError:
        pytest.skip("this disk does not allow such names")
    taken = take(tmp_path)
    assert not taken.files
    assert [refused.code for refused in taken.refused] == ["name"]
    assert taken.refused[0].message.isprintable()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="not there"):
        take(tmp_path / "gone")
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="is a file"):
        take(tmp_path / "file")


_FILES = st.dictionaries(st.text(max_size=5), st.binary(max_size=5), max_size=4)


@given(_FILES, _FILES)
def test_equal_digests_mean_equal_files(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert (from_files(one).digest == from_files(other).digest) == (one == other)


def test_what_is_refused_changes_the_digest(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    before = take(tmp_path).digest
    (tmp_path / "big").write_bytes(b"x" * 1_000_001)
    assert take(tmp_path).digest != before
