"""A tree of processes is measured and ended as a whole, also while it grows."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import psutil
import pytest

from prodtutor.processes import Limits, Process, bare_environment, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")

FAMILY = """
import os
for _ in range(3):
    if os.fork() == 0:
        os.read(0, 1)
        os._exit(0)
print("ready", flush=True)
os.read(0, 1)
print("on", flush=True)
"""
GROWING = """
import os
print("ready", flush=True)
for _ in range(200):
    if os.fork():
        break
while True:
    pass
"""


def begun(program: str, limits: Limits, folder: Path) -> Process:
    process = start([sys.executable, "-c", program], cwd=folder, env=bare_environment(), limits=limits)
    assert process.stdout is not None
    assert process.stdout.read(6) == b"ready\n"
    return process


def session_of(process: Process) -> list[psutil.Process]:
    found = []
    for each in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(each.pid) == process.pid and each.status() != psutil.STATUS_ZOMBIE:
                found.append(each)
    return found


def test_a_tree_that_was_measured_goes_on(tmp_path: Path) -> None:
    with begun(FAMILY, Limits(memory_bytes=1 << 20), tmp_path) as process:
        assert process.over_limit() == "memory_bytes"
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"....")
        assert process.stdout.read(3) == b"on\n"


def test_too_many_are_too_many_whatever_they_hold(tmp_path: Path) -> None:
    with begun(FAMILY, Limits(processes=2, memory_bytes=1 << 20), tmp_path) as process:
        assert process.over_limit() == "processes"


def test_a_tree_that_grows_while_it_is_ended(tmp_path: Path) -> None:
    process = begun(GROWING, Limits(), tmp_path)
    process.close()

    assert session_of(process) == []
