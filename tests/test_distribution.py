"""Tree, sdist and wheel hold the same lessons, file for file, and the wheel works from any folder."""

from __future__ import annotations

import json
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from prodtutor.curriculum.load import find_entry, load_lesson, load_pack
from prodtutor.processes import Limits, bare_environment, run

ROOT = Path(__file__).resolve().parents[1]


def _pack_files() -> set[str]:
    """Every file of the built-in pack in this tree, relative to its top."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in ("lessons", "exercises")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        env=bare_environment(HOME=str(folder)),
        limits=Limits(wall_s=120),
    )
    assert done.status == 0, done.err.decode()
    return folder


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)  # noqa: S202 - built a moment ago from this tree
    return folder


def test_the_sdist_has_every_file_of_the_pack(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert _pack_files() - names == set()
    assert "uv.lock" not in names


def test_the_wheel_has_every_file_of_the_pack_byte_for_byte(unpacked: Path) -> None:
    files = _pack_files()
    builtin = unpacked / "prodtutor" / "builtin"
    installed = {path.relative_to(builtin).as_posix() for path in builtin.rglob("*") if path.is_file()}
    assert installed == files
    for name in files:
        assert (builtin / name).read_bytes() == (ROOT / name).read_bytes(), name


def _prodtutor(site: Path, folder: Path, *words: str) -> tuple[int, str, str]:
    env = {
        **os.environ,
        "PYTHONPATH": str(site),
        "PRODTUTOR_HOME": str(folder / "home"),
        "PRODTUTOR_STATE": str(folder / "state"),
    }
    done = run(
        [sys.executable, "-m", "prodtutor", *words],
        cwd=folder,
        env=env,
        limits=Limits(wall_s=120, memory_bytes=4 << 30),
    )
    return done.status, done.out.decode(), done.err.decode()


def test_the_wheel_works_from_any_folder(unpacked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Ordner mit Ümlaut"
    folder.mkdir()
    status, out, err = _prodtutor(unpacked, folder, "doctor", "--json")
    assert str(unpacked) in out, err
    status, out, err = _prodtutor(unpacked, folder, "list", "--json")
    assert status == 0, err
    assert [lesson["number"] for lesson in json.loads(out)["lessons"]] == list(range(1, 11))
    status, out, err = _prodtutor(unpacked, folder, "start", "4")
    assert status == 0, err
    assert (folder / "home" / "04-configuration" / ".env").is_file()
    status, out, err = _prodtutor(unpacked, folder, "check", "4", "--json")
    assert status == 1, err
    assert json.loads(out)["verdict"] == "not_yet"


def test_the_wheel_lays_out_the_same_packages(unpacked: Path, tmp_path: Path) -> None:
    """Wheels in a lesson's index are made from sources: locks name the hashes of the very same bytes."""
    status, _, err = _prodtutor(unpacked, tmp_path, "start", "1")
    assert status == 0, err
    pack = load_pack(ROOT)
    made = load_lesson(pack, find_entry(pack, "1")).laid_indexes
    assert any(name.endswith(".whl") for name in made)
    laid = tmp_path / "home" / "01-environments"
    assert {name: (laid / name).read_bytes() for name in made} == made
