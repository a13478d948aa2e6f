"""Packages that a pack brings along: wheels made of sources, always with the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import sys
import zipfile
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prodtutor.curriculum.load import compose, find_entry, load_lesson, load_pack
from prodtutor.curriculum.simple_index import index_files, release, simple_index
from prodtutor.errors import UsageProblem
from prodtutor.processes import Limits, bare_environment, run

ABOUT = b"""[project]
name = "parcel-post"
version = "1.2"
requires-python = ">=3.9"
dependencies = ["stamps>=2"]

[project.scripts]
parcel = "parcel.cli:main"
"""
FILES = {
    "pyproject.toml": ABOUT,
    "parcel/__init__.py": b"",
    "parcel/cli.py": b"def main(): ...\n",
    "parcel/a.txt": b"x",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    for project, version, need in (("stamps", "2.0", ""), ("stamps", "2.10", ""), ("parcels", "1.0", "stamps>=2")):
        place = folder / project / version
        place.mkdir(parents=True)
        (place / f"{project}.py").write_text(f"VERSION = {version!r}\n")
        needs = f'dependencies = ["{need}"]\n' if need else ""
        (place / "pyproject.toml").write_text(f'[project]\nname = "{project}"\nversion = "{version}"\n{needs}')
    (folder / "stamps" / "CHANGELOG.md").write_text("# Changes\n")
    return folder


def test_a_release_becomes_a_wheel() -> None:
    made = release(FILES)
    assert made.file == "parcel_post-1.2-py3-none-any.whl"
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.testzip() is None
        about = "parcel_post-1.2.dist-info"
        assert archive.read("parcel/cli.py") == FILES["parcel/cli.py"]
        assert "pyproject.toml" not in archive.namelist()
        metadata = archive.read(f"{about}/METADATA").decode().splitlines()
        assert {"Name: parcel-post", "Version: 1.2", "Requires-Python: >=3.9", "Requires-Dist: stamps>=2"} <= {
            *metadata
        }
        assert archive.read(f"{about}/entry_points.txt") == b"[console_scripts]\nparcel = parcel.cli:main\n"
        rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(f"{about}/RECORD").decode()))}
        assert set(rows) == set(archive.namelist())
        for name, (digest, size) in rows.items():
            if digest:
                data = archive.read(name)
                assert int(size) == len(data)
                assert urlsafe_b64decode(digest.removeprefix("sha256=") + "=") == hashlib.sha256(data).digest()


def test_the_bytes_are_these_for_ever() -> None:
    """Locks in packs name hashes: what makes other bytes of the same sources breaks them."""
    digest = hashlib.sha256(release(FILES).data).hexdigest()
    assert digest == "3cef8dd69de4913787409a17639d73e0e294a021ea6e6216f9b7dc53a5848265"


@given(st.permutations(sorted(FILES)))
def test_the_order_of_the_files_does_not_matter(names: list[str]) -> None:
    assert release({name: FILES[name] for name in names}) == release(FILES)


@given(st.dictionaries(st.from_regex(r"\A[a-z]{1,8}\.py\Z"), st.binary(max_size=200), max_size=4))
def test_any_content_comes_back(content: dict[str, bytes]) -> None:
    made = release({"pyproject.toml": ABOUT, **content})
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert {name: archive.read(name) for name in content} == content


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (None, "missing"),
        (b"[project", "cannot be used"),
        (b"\xff", "cannot be used"),
        (b'[project]\nname = "a"\n', "version"),
        (b'[project]\nname = "a"\nversion = "1.0"\nlicense = "MIT"\n', "license"),
        (b'[project]\nname = "A_b"\nversion = "1.0"\n', "lower case"),
        (b'[project]\nname = "a"\nversion = "1.0rc1"\n', "numbers"),
        (b'[build-system]\nrequires = []\n[project]\nname = "a"\nversion = "1"\n', "build-system"),
    ],
)
def test_what_is_no_release_is_one_sentence(about: bytes | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        release({} if about is None else {"pyproject.toml": about})


def test_a_page_lists_each_wheel_with_its_hash(sources: Path) -> None:
    files = index_files([sources])
    assert sorted(files) == [
        "parcels/index.html",
        "parcels/parcels-1.0-py3-none-any.whl",
        "stamps/CHANGELOG.md",
        "stamps/index.html",
        "stamps/stamps-2.0-py3-none-any.whl",
        "stamps/stamps-2.10-py3-none-any.whl",
    ]
    links = re.findall(r'href="(.*?)#sha256=([0-9a-f]*)"', files["stamps/index.html"].decode())
    assert [name for name, _ in links] == ["stamps-2.0-py3-none-any.whl", "stamps-2.10-py3-none-any.whl"]
    for name, digest in links:
        assert hashlib.sha256(files[f"stamps/{name}"]).hexdigest() == digest


def test_what_a_later_folder_has_counts(sources: Path, tmp_path: Path) -> None:
    later = tmp_path / "later"
    shutil.copytree(sources / "stamps" / "2.0", later / "stamps" / "2.0")
    (later / "stamps" / "2.0" / "stamps.py").write_text("VERSION = 'another'\n")
    (later / "stamps" / "CHANGELOG.md").write_text("# Newer\n")
    both = index_files([sources, later])
    assert both["stamps/CHANGELOG.md"] == b"# Newer\n"
    assert b"another" in both["stamps/stamps-2.0-py3-none-any.whl"]
    assert both["stamps/index.html"].count(b"stamps-2.0-") == 2, "once in the link, once in its text"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda folder: (folder / "stamps" / "2.0" / "pyproject.toml").unlink(),
            "stamps/2.0: pyproject.toml is missing",
        ),
        (lambda folder: (folder / "stamps" / "2.0").rename(folder / "stamps" / "2.1"), "it says that it is stamps 2.0"),
        (shutil.rmtree, "holds no release"),
    ],
)
def test_a_mistake_in_the_sources_is_named(change: object, words: str, sources: Path) -> None:
    change(sources)  # type: ignore[operator]
    with pytest.raises(UsageProblem) as caught:
        index_files([sources])
    assert words in caught.value.message.replace(os.sep, "/")


def test_uv_installs_from_it_and_compares_hashes(sources: Path, tmp_path: Path) -> None:
    for name, data in index_files([sources]).items():
        path = tmp_path / "index" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def uv(*words: str) -> int | None:
        common = ("--offline", "--no-cache", "--no-config", "--quiet")
        command = [sys.executable, "-m", "uv", *words, *common]
        env = bare_environment(HOME=str(tmp_path), UV_PYTHON_DOWNLOADS="never")
        return run(command, cwd=tmp_path, env=env, limits=Limits(wall_s=60)).status

    (tmp_path / "wanted.in").write_text("parcels\n")
    compiled = ("pip", "compile", "wanted.in", "--default-index", "./index", "--generate-hashes", "-o", "locked.txt")
    assert uv(*compiled) == 0
    assert (tmp_path / "locked.txt").read_text().count("--hash=sha256:") == 2
    install = (
        "pip",
        "install",
        "--target",
        "there",
        "--default-index",
        "./index",
        "--require-hashes",
        "-r",
        "locked.txt",
    )
    assert uv(*install) == 0
    assert (tmp_path / "there" / "stamps.py").read_text() == "VERSION = '2.10'\n"
    wheel = tmp_path / "index" / "stamps" / "stamps-2.10-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes().replace(b"2.10'", b"2.11'"))
    shutil.rmtree(tmp_path / "there")
    assert uv(*install) != 0


@pytest.fixture
def with_index(small_pack: Path, sources: Path) -> Path:
    """The small pack, with an index in its lesson."""
    shutil.copytree(sources, small_pack / "exercises" / "01-greet" / "packages")
    path = small_pack / "lessons" / "01-greet" / "lesson.toml"
    table = '[[indexes]]\nfolder = "index"\nsources = ["packages"]\n\n'
    path.write_text(path.read_text().replace("[[steps]]", table + "[[steps]]", 1))
    return small_pack


def test_a_lesson_lays_its_index_out_in_every_version(with_index: Path, sources: Path) -> None:
    pack = load_pack(with_index)
    lesson = load_lesson(pack, find_entry(pack, "1"))
    expected = {f"index/{name}": data for name, data in index_files([sources]).items()}
    for what in ("start", "solution", "stage:1.1", "accept:short", "reject:silent"):
        laid = compose(lesson, what)
        assert {name: data for name, data in laid.items() if name.startswith("index/")} == expected
        assert "greet.py" in laid
    assert lesson.indexed == {"stamps", "parcels"}


def test_the_sources_belong_to_the_lessons_digest(with_index: Path) -> None:
    pack = load_pack(with_index)
    before = load_lesson(pack, find_entry(pack, "1")).digest
    (with_index / "exercises" / "01-greet" / "packages" / "stamps" / "2.0" / "stamps.py").write_text("")
    assert load_lesson(pack, find_entry(pack, "1")).digest != before


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('folder = "index"\nsources = ["nowhere"]', "There is no folder"),
        ('folder = "../index"\nsources = ["packages"]', "one name in lower case"),
        ('folder = "index"\nsources = ["../packages"]', "There is no folder"),
        ('folder = "index"\nsources = ["packages"]\n\n[[indexes]]\nfolder = "index"\nsources = []', "Two indexes"),
        ('folder = "index"', "missing"),
        ('folder = "index"\nsources = []\nurl = ""', "no such key"),
    ],
)
def test_a_mistake_in_the_table_is_named_with_its_line(table: str, words: str, with_index: Path) -> None:
    path = with_index / "lessons" / "01-greet" / "lesson.toml"
    text = path.read_text()
    path.write_text(text.replace('folder = "index"\nsources = ["packages"]', table))
    pack = load_pack(with_index)
    with pytest.raises(UsageProblem, match=r"lesson\.toml, line \d+") as caught:
        load_lesson(pack, find_entry(pack, "1"))
    assert words.lower() in caught.value.message.lower()


def test_an_empty_index_has_no_files() -> None:
    assert simple_index([]) == {}
