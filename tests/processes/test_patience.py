"""What a process waits for a processor is not held against it; what it wastes is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.processes import Limits, bare_environment, run
from prodtutor.processes.patience import Patience, queued_s

BUSY = "while True: pass"
WORK = """
import time
while time.process_time() < 0.3: pass
print("through")
"""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/schedstat").exists(), reason="this system does not tell who waits for a processor"
)


@pytest.mark.usefixtures("crowded")
def test_who_does_not_get_a_turn_gets_more_time(tmp_path: Path) -> None:
    """0.3 s of work on a thirteenth of a core take 4 s and more."""
    done = run(
        [sys.executable, "-I", "-S", "-c", WORK], cwd=tmp_path, env=bare_environment(), limits=Limits(wall_s=1.5)
    )
    assert (done.limit, done.out.strip()) == (None, b"through")


@pytest.mark.usefixtures("crowded")
def test_an_endless_loop_ends_in_a_crowd_too(tmp_path: Path) -> None:
    done = run(
        [sys.executable, "-I", "-S", "-c", BUSY], cwd=tmp_path, env=bare_environment(), limits=Limits(wall_s=0.3)
    )
    assert done.limit == "wall_s"


def test_who_sleeps_is_not_kept_waiting_for(tmp_path: Path) -> None:
    sleep = "import time; time.sleep(600)"
    done = run(
        [sys.executable, "-I", "-S", "-c", sleep], cwd=tmp_path, env=bare_environment(), limits=Limits(wall_s=0.3)
    )
    assert done.limit == "wall_s"


def test_without_a_process_the_clock_decides() -> None:
    assert Patience(0.0, None).is_over()
    patience = Patience(1000.0, None)
    assert not patience.is_over()
    assert patience.left > 0


def test_a_process_that_is_gone_waits_for_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""])
    gone.wait()
    assert queued_s(gone.pid) == 0.0
