"""Runs end, within limits, and leave nothing behind."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import psutil
import pytest

from prodtutor.errors import CannotJudge
from prodtutor.processes import Limits, bare_environment, live_processes, run

PYTHON = [sys.executable, "-I", "-S", "-c"]


def test_output_status_and_input(tmp_path: Path) -> None:
    program = "import sys; print(sys.stdin.read().upper()); print('trouble', file=sys.stderr); raise SystemExit(3)"
    done = run([*PYTHON, program], cwd=tmp_path, env=bare_environment(), stdin=b"hello")
    assert (done.status, done.out.split(), done.err.split()) == (3, [b"HELLO"], [b"trouble"])
    assert done.limit is None


def test_a_program_that_never_ends_is_stopped_and_the_limit_named(tmp_path: Path) -> None:
    done = run([*PYTHON, "while True: pass"], cwd=tmp_path, env=bare_environment(), limits=Limits(wall_s=0.3))
    assert done.limit == "wall_s"
    assert done.status != 0


def test_a_flood_is_cut_and_stopped(tmp_path: Path) -> None:
    limits = Limits(output_bytes=10_000)
    done = run([*PYTHON, "while True: print('x' * 1000)"], cwd=tmp_path, env=bare_environment(), limits=limits)
    assert done.limit == "output_bytes"
    assert len(done.out) == 10_000


def test_memory_of_the_tree_is_watched(tmp_path: Path) -> None:
    limits = Limits(memory_bytes=100 << 20)
    done = run(
        [*PYTHON, "x = b'1' * (300 << 20)\nwhile True: pass"], cwd=tmp_path, env=bare_environment(), limits=limits
    )
    assert done.limit == "memory_bytes"


@pytest.mark.skipif(os.name == "nt", reason="fork")
def test_a_fork_bomb_is_stopped_and_nothing_is_left(tmp_path: Path) -> None:
    program = "import os, time\nfor _ in range(6): os.fork()\ntime.sleep(60)"
    done = run([*PYTHON, program], cwd=tmp_path, env=bare_environment(), limits=Limits(processes=20))
    assert done.limit == "processes"
    assert not _running_in(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="POSIX shell")
def test_a_child_that_holds_the_pipe_does_not_hold_us(tmp_path: Path) -> None:
    done = run(["/bin/sh", "-c", "sleep 600 & echo started"], cwd=tmp_path, env=bare_environment())
    assert (done.status, done.out) == (0, b"started\n")
    assert not _running_in(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="fork")
def test_a_daemon_that_holds_the_pipe_does_not_hold_us(tmp_path: Path) -> None:
    """It has left our session, so it outlives the run; what it may still write is nobody's concern."""
    program = """
import os, time
print("started", flush=True)
if os.fork() == 0:
    os.setsid()
    with open("pid.tmp", "w") as file:
        file.write(str(os.getpid()))
    os.rename("pid.tmp", "pid")
    time.sleep(600)
while not os.path.exists("pid"):
    pass
os._exit(0)
"""
    done = run([*PYTHON, program], cwd=tmp_path, env=bare_environment())
    try:
        assert (done.status, done.out) == (0, b"started\n")
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("drain")]
    finally:
        os.kill(int((tmp_path / "pid").read_text()), 9)


def test_a_cancelled_run_is_killed(tmp_path: Path) -> None:
    cancel = threading.Event()

    def seen(stream: str, data: bytes) -> None:
        cancel.set()

    program = "import time; print('ready', flush=True); time.sleep(600)"
    done = run([*PYTHON, program], cwd=tmp_path, env=bare_environment(), cancel=cancel, on_output=seen)
    assert done.cancelled
    assert not _running_in(tmp_path)


def test_output_arrives_in_pieces(tmp_path: Path) -> None:
    pieces: list[tuple[str, bytes]] = []
    run(
        [*PYTHON, "print('a', flush=True)"],
        cwd=tmp_path,
        env=bare_environment(),
        on_output=lambda s, d: pieces.append((s, d)),
    )
    assert pieces == [("out", b"a" + os.linesep.encode())]


def test_the_environment_is_exactly_what_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_API_KEY", "from-the-machine")
    program = "import os; print('SHOP_API_KEY' in os.environ, os.environ['GIVEN'])"
    done = run([*PYTHON, program], cwd=tmp_path, env=bare_environment(GIVEN="yes"))
    assert done.out.split() == [b"False", b"yes"]


def test_a_program_that_is_not_there_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="no-such-program"):
        run([str(tmp_path / "no-such-program")], cwd=tmp_path, env=bare_environment())


def test_descriptors_and_threads_stay_constant(tmp_path: Path) -> None:
    run([*PYTHON, "pass"], cwd=tmp_path, env=bare_environment())
    me = psutil.Process()
    before = me.num_fds() if os.name != "nt" else me.num_handles()
    for _ in range(10):
        run([*PYTHON, "pass"], cwd=tmp_path, env=bare_environment())
    after = me.num_fds() if os.name != "nt" else me.num_handles()
    assert after <= before + 1
    assert not live_processes()


def _running_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found
