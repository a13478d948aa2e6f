"""Python tools of a workflow, started as their scripts would start them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.checking.subject import tool_entry

ENTRY = tool_entry.__file__


def _run(cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-X", "utf8", ENTRY, *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A module and a test of it, in a folder of its own each."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "prices.py").write_text("def net(cents: int) -> int:\n    return cents - cents // 6\n")
    (tmp_path / "test_prices.py").write_text("import prices\n\ndef test_net():\n    assert prices.net(600) == 500\n")
    return tmp_path


def test_pytest_finds_what_the_paths_say(project: Path) -> None:
    done = _run(project, str(project / "src"), "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert _run(project, "", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".").returncode == 2


def test_pytests_status_is_ours(project: Path) -> None:
    (project / "test_prices.py").write_text("def test_red():\n    assert False\n")
    assert _run(project, "", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".").returncode == 1


def test_mypy(project: Path) -> None:
    assert _run(project, "", "mypy", "--cache-dir", "cache", "src/prices.py").returncode == 0
    (project / "src" / "prices.py").write_text("net: int = 'five'\n")
    done = _run(project, "", "mypy", "--cache-dir", "cache", "src/prices.py")
    assert done.returncode == 1
    assert "[assignment]" in done.stdout


BACKEND = """class Inner:
    @staticmethod
    def build_wheel(folder):
        open(folder + "/made.whl", "w").close()
        return "made.whl"

    @staticmethod
    def build_sdist(folder):
        raise RuntimeError("no such file: README.md")
"""


def test_a_backend_builds_into_a_new_folder(tmp_path: Path) -> None:
    (tmp_path / "backend.py").write_text(BACKEND)
    done = _run(tmp_path, str(tmp_path), "build", "build_wheel", "backend:Inner", "new/dist")
    assert (done.returncode, done.stdout) == (0, "made.whl\n")
    assert (tmp_path / "new" / "dist" / "made.whl").exists()


def test_a_backend_that_fails_says_why_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "backend.py").write_text(BACKEND)
    done = _run(tmp_path, str(tmp_path), "build", "build_sdist", "backend:Inner", "dist")
    assert (done.returncode, done.stderr) == (1, "RuntimeError: no such file: README.md\n")
