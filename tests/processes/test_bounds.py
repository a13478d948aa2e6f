"""What holds a family of processes when the one who watches it comes too late."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodtutor.processes.bounds import Bounds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
BOMB = """
import os, sys
sys.stdin.readline()
made = 0
try:
    for _ in range(200):
        if os.fork() == 0:
            sys.stdin.readline()
            os._exit(0)
        made += 1
except OSError:
    pass
print(made, open("/proc/self/oom_score_adj").read().strip(), flush=True)
"""


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-I", "-c", BOMB], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as made:
        yield made
        made.kill()


def test_a_family_is_bound(process: subprocess.Popen[str]) -> None:
    bounds = Bounds(process.pid, 20)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    made, score = process.stdout.readline().split()
    assert score == "1000"
    assert int(made) == (19 if bounds.counted else 200)
    process.stdin.close()
    process.wait(30)
    bounds.close()
    bounds.close()


def test_nothing_is_left_where_no_group_can_be_made(process: subprocess.Popen[str], tmp_path: Path) -> None:
    bounds = Bounds(process.pid, 20, tmp_path)
    assert not bounds.counted
    assert list(tmp_path.iterdir()) == []
