"""Variants of a lesson's packages: other releases, other contents, other bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from prodtutor.checkkit.indexes import Packages
from prodtutor.curriculum.simple_index import index_files


def source(folder: Path, name: str, version: str, text: str) -> None:
    place = folder / name / version
    (place / name).mkdir(parents=True)
    (place / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "{version}"\n')
    (place / name / "__init__.py").write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source(tmp_path / "now", "stamps", "1.0", "PRICE = 1\n")
    source(tmp_path / "now", "stamps", "1.1", "PRICE = 2\n")
    source(tmp_path / "now", "parcels", "2.0", "SIZES = 3\n")
    (tmp_path / "now" / "stamps" / "CHANGELOG.md").write_text("# Changes\n")
    return tmp_path / "now"


def inside(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_it_is_the_index_that_the_learner_has(folder: Path) -> None:
    laid = {f"index/{name}": data for name, data in index_files([folder]).items() if not name.endswith(".md")}
    assert Packages.of(folder).index("index") == laid


def test_what_is_known_of_the_packages(folder: Path) -> None:
    packages = Packages.of(folder)
    assert set(packages.versions("stamps")) == {"1.0", "1.1"}
    assert packages.versions("letters") == ()
    assert packages.modules() == {"stamps": "stamps", "parcels": "parcels"}


def test_more_releases_stand_beside_the_others(folder: Path, tmp_path: Path) -> None:
    source(tmp_path / "later", "stamps", "1.2", "PRICE = 5\n")
    source(tmp_path / "later", "stamps", "1.1", "PRICE = 4\n")
    now = Packages.of(folder)
    both = now.with_more(Packages.of(tmp_path / "later"))
    assert both.index("index") == Packages.of(folder, tmp_path / "later").index("index")
    assert set(both.versions("stamps")) == {"1.0", "1.1", "1.2"}
    assert inside(both.index("i")["i/stamps/stamps-1.1-py3-none-any.whl"], "stamps/__init__.py") == b"PRICE = 4\n"
    assert set(now.versions("stamps")) == {"1.0", "1.1"}, "the packages themselves never change"


def test_tampered_wheels_keep_their_names_and_what_they_do(folder: Path) -> None:
    packages = Packages.of(folder)
    right, wrong = packages.index("index"), packages.tampered("stamps").index("index")
    assert set(right) == set(wrong)
    differ = {name for name in right if right[name] != wrong[name]}
    assert differ == {"index/stamps/index.html", *(name for name in right if "/stamps-" in name)}
    text = inside(wrong["index/stamps/stamps-1.1-py3-none-any.whl"], "stamps/__init__.py").decode()
    space: dict[str, object] = {}
    exec(text, space)  # noqa: S102  (ours)
    assert space["PRICE"] == 2


def test_a_change_sees_every_release_of_its_project_alone(folder: Path) -> None:
    seen: list[bytes] = []

    def change(files: dict[str, bytes]) -> None:
        seen.append(files["stamps/__init__.py"])
        files["stamps/__init__.py"] = b"PRICE = 0\n"

    packages = Packages.of(folder)
    made = packages.changed("stamps", change)
    assert sorted(seen) == [b"PRICE = 1\n", b"PRICE = 2\n"]
    assert made.releases["stamps/1.0"]["stamps/__init__.py"] == b"PRICE = 0\n"
    assert packages.releases["stamps/1.0"]["stamps/__init__.py"] == b"PRICE = 1\n"
    assert made.releases["parcels/2.0"] == packages.releases["parcels/2.0"]
