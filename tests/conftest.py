"""What every test shares: a home of its own, or a failure that says so."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

import psutil
import pytest

from prodtutor.settings import Settings

StillAlive: TypeAlias = Callable[[Iterable[psutil.Process]], list[psutil.Process]]
_PATIENCE_S = 60
_RIVALS = 12


@pytest.fixture(autouse=True, scope="session")
def _signals_are_heard() -> None:
    """What `nohup` and shells without job control have switched off: tests interrupt what they start, and hang up."""
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture
def still_alive() -> StillAlive:
    """still_alive(processes) -> those that were not ended: a killed one is listed while its memory is taken back."""

    def those(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
        left, deadline = list(processes), time.monotonic() + _PATIENCE_S
        while (left := [process for process in left if _lives(process)]) and time.monotonic() < deadline:
            time.sleep(0.01)
        return left

    return those


def _lives(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.fixture
def crowded() -> Iterator[None]:
    """Everything that is started from here shares one core with a dozen endless loops."""
    if not Path("/proc/self/schedstat").exists():
        pytest.skip("this system does not tell who waits for a processor")
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    rivals = [subprocess.Popen([sys.executable, "-I", "-S", "-c", "while True: pass"]) for _ in range(_RIVALS)]
    try:
        yield
    finally:
        for rival in rivals:
            rival.kill()
            rival.wait()
        os.sched_setaffinity(0, before)
