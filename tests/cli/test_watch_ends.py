"""However the tutor ends, no process of its own is left; and it goes on after it was asleep."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.cli.conftest import GOLDEN, SOLVED, Prodtutor

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")


class Watching:
    """`prodtutor check --watch --json` in a folder."""

    def __init__(self, prodtutor: Prodtutor, folder: Path) -> None:
        self.file = folder / "double.py"
        self.process = subprocess.Popen(
            prodtutor.command("check", "--watch", "--json", "--pack", str(GOLDEN), "--dir", str(folder)),
            env=prodtutor.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def verdict(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def folder(prodtutor: Prodtutor) -> Path:
    """The laid-out exercise."""
    return Path(prodtutor("start", "1", "--pack", str(GOLDEN)).out.strip())


@pytest.fixture
def watching(prodtutor: Prodtutor, folder: Path) -> Iterator[Watching]:
    made = Watching(prodtutor, folder)
    yield made
    made.process.kill()
    made.process.wait()
    if made.process.stdout is not None:
        made.process.stdout.close()


def _save(file: Path, number: int) -> None:
    file.write_bytes(SOLVED + f"# {number}\n".encode())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("busy", [False, True])
def test_nothing_is_left_of_it(watching: Watching, number: signal.Signals, busy: bool) -> None:
    assert watching.verdict()["verdict"] == "not_yet"
    if busy:
        watching.file.write_bytes(SOLVED.replace(b"return", b"while n: pass\n    return"))
        while not [p for p in watching.family() if "zygote" in " ".join(_command(p))]:
            pass
    family = watching.family()
    assert family
    watching.process.send_signal(number)
    watching.process.wait(30)
    _gone, alive = psutil.wait_procs(family, timeout=20)
    assert [_command(process) for process in alive] == []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_any_helper_may_be_killed(watching: Watching) -> None:
    """Each costs one slower verdict at most."""
    watching.verdict()
    for number in range(12):
        helpers = watching.family()
        if helpers:
            helpers[number % len(helpers)].kill()
        _save(watching.file, number)
        assert watching.verdict()["verdict"] == "done"


def test_it_works_after_it_was_asleep(watching: Watching) -> None:
    watching.verdict()
    family = [psutil.Process(watching.process.pid), *watching.family()]
    for process in family:
        process.suspend()
    _save(watching.file, 1)
    for process in reversed(family):
        process.resume()
    assert watching.verdict()["verdict"] == "done"
