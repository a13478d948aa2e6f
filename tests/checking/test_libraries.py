"""The folder of what a learner may import: the packages, what they need, nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.checking.libraries import libraries_folder, libraries_prepared
from prodtutor.errors import CannotJudge


def test_nothing_allowed_is_no_folder(tmp_path: Path) -> None:
    assert libraries_folder((), tmp_path) is None


def test_a_package_comes_with_what_it_needs(tmp_path: Path) -> None:
    folder = libraries_folder(("pytest",), tmp_path)
    assert folder is not None
    packages = {path.name for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"}
    modules = {name for name in packages if not name.endswith(".dist-info")}
    assert {"pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments"} <= modules
    assert not {"rich", "msgspec", "prodtutor", "mypy"} & modules
    assert {"pytest.dist-info", "pluggy.dist-info"} <= packages
    assert list((folder / "_pytest" / "__pycache__").glob("main.*.pyc"))
    assert libraries_folder(("pytest",), tmp_path) == folder


def test_pytest_runs_from_there(tmp_path: Path) -> None:
    folder = libraries_folder(("pytest",), tmp_path)
    (tmp_path / "test_x.py").write_text("def test_x(): assert True\n")
    code = f"import sys; sys.path.append({str(folder)!r}); import pytest; sys.exit(pytest.main(['-pno:cacheprovider']))"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, "1 passed" in run.stdout) == (0, True), run.stdout + run.stderr


def test_a_package_without_needs_is_alone(tmp_path: Path) -> None:
    folder = libraries_folder(("dotenv",), tmp_path)
    assert folder is not None
    assert sorted(path.name for path in folder.iterdir()) == ["dotenv", "python-dotenv.dist-info"]


def test_programs_come_along_and_scripts_do_not(tmp_path: Path) -> None:
    folder = libraries_folder(("hatchling", "uv_build"), tmp_path)
    assert folder is not None
    programs = {path.stem: path for path in (folder / "bin").iterdir()}
    assert set(programs) == {"uv-build"}
    run = subprocess.run([programs["uv-build"], "nonsense"], capture_output=True, text=True, check=False)
    assert "nonsense" in run.stderr


def test_entry_points_are_known_there(tmp_path: Path) -> None:
    folder = libraries_folder(("setuptools",), tmp_path)
    assert folder is not None
    assert "bdist_wheel" in (folder / "setuptools.dist-info" / "entry_points.txt").read_text()


def test_what_is_not_installed_cannot_be_judged(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="no_such_package"):
        libraries_folder(("no_such_package",), tmp_path)


def test_whether_they_stand_ready_is_known_before(tmp_path: Path) -> None:
    assert libraries_prepared((), tmp_path)
    assert not libraries_prepared(("dotenv",), tmp_path)
    libraries_folder(("dotenv",), tmp_path)
    assert libraries_prepared(("dotenv",), tmp_path)
