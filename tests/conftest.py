"""What every test shares: a home of its own, or a failure that says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prodtutor.settings import Settings


@pytest.fixture(autouse=True)
def _no_home_by_accident(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Point both folders at a file, so that a test that sets neither fails by name."""
    poison = tmp_path_factory.getbasetemp() / "this-test-forgot-to-set-its-own-home-folder"
    poison.touch()
    monkeypatch.setenv("PRODTUTOR_HOME", str(poison))
    monkeypatch.setenv("PRODTUTOR_STATE", str(poison))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose folders belong to this test alone."""
    return Settings(home=tmp_path / "home", state=tmp_path / "state")


@pytest.fixture
def small_pack(tmp_path: Path) -> Path:
    """A copy of `tests/small_pack`, for the test to change: one lesson that is ready, one that is planned."""
    return Path(shutil.copytree(Path(__file__).parent / "small_pack", tmp_path / "pack"))
