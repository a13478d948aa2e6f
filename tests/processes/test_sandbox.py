"""Sandboxes: whether there is one, why not, how one begins and ends."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.conftest import StillAlive

from prodtutor.processes import Limits, Sandbox, Unusable, View, attend, find_sandbox, live_processes
from prodtutor.processes.sandbox import base_interpreter, try_sandbox
from prodtutor.processes.start import PIPE

FOUND = find_sandbox()
needs_sandbox = pytest.mark.skipif(not isinstance(FOUND, Sandbox), reason=f"no sandbox here: {FOUND}")
linux = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    assert isinstance(FOUND, Sandbox)
    yield FOUND
    assert not live_processes()


def test_where_there_is_no_bubblewrap_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(sys, "platform", "linux")
    found = find_sandbox.__wrapped__()
    assert isinstance(found, Unusable)
    assert found.why == "bubblewrap is not installed"
    assert "`bubblewrap`" in found.mend


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_there_is_none(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert find_sandbox.__wrapped__() == Unusable("there are sandboxes on Linux only")


@linux
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 1", "ended with status 1"),
        ("echo bwrap: setting up uid map: Permission denied >&2; exit 1", "setting up uid map: Permission denied"),
        ("exit 0", "it did not start Python as it was told"),
    ],
)
def test_a_bubblewrap_that_fails_is_found_out_by_trying(tmp_path: Path, script: str, why: str) -> None:
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    found = try_sandbox(str(program))
    assert isinstance(found, Unusable)
    assert why in found.why
    assert found.mend


@linux
def test_one_that_is_not_there(tmp_path: Path) -> None:
    assert isinstance(try_sandbox(str(tmp_path / "absent")), Unusable)


@needs_sandbox
def test_a_program_runs_and_ends(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "given.txt").write_text("given")
    view = View(read_only={Path("/given"): tmp_path}, room=Path("/work"))
    boxed = sandbox.start(
        [base_interpreter(), "-I", "-c", "import os; print(os.listdir('/given'), dict(os.environ), os.getpid())"],
        view,
        env={"A": "1"},
        stdout=PIPE,
        stderr=PIPE,
    )
    assert boxed.pid
    done = attend(boxed.process, Limits(), stdin=None)
    boxed.close()
    assert done.out.decode() == "['given.txt'] {'A': '1', 'PWD': '/', 'LC_CTYPE': 'C.UTF-8'} 1\n", done.err


@needs_sandbox
@pytest.mark.parametrize("first", [True, False])
def test_its_end_is_the_end_of_all_that_is_inside(sandbox: Sandbox, first: bool, still_alive: StillAlive) -> None:
    source = (
        "import os, signal, time\n"
        "for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "for _ in range(3):\n    if os.fork() == 0: os.setsid()\n"
        "os.write(1, b'x')\ntime.sleep(600)"
    )
    boxed = sandbox.start(
        [base_interpreter(), "-I", "-S", "-c", source], View(), env={}, stdout=PIPE, stderr=PIPE, first=first
    )
    seen = b""
    assert boxed.process.stdout is not None
    while len(seen) < 8:
        seen += boxed.process.stdout.read(8) or b""
    inside = psutil.Process(boxed.pid).children(recursive=True)
    assert len(inside) >= 7
    boxed.close()
    boxed.close()
    assert not still_alive(inside)


@needs_sandbox
def test_one_that_does_not_begin_is_closed_all_the_same(sandbox: Sandbox) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for command, view in (
        (["/absent"], View()),
        (["/bin/true"], View(read_only={Path("/x"): Path("/absent/folder")})),
    ):
        boxed = sandbox.start(command, view, env={})
        boxed.close()
        assert boxed.process.poll() != 0
    assert len(os.listdir("/proc/self/fd")) == before


@needs_sandbox
def test_it_ends_with_the_thread_that_started_it(sandbox: Sandbox, still_alive: StillAlive) -> None:
    boxes = []

    def start() -> None:
        boxed = sandbox.start(["/bin/sleep", "600"], View(), env={})
        boxes.append((boxed, psutil.Process(boxed.pid)))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    boxed, inside = boxes[0]
    assert boxed.process.wait(20) is not None
    boxed.close()
    # bwrap went first, so that whoever adopts orphans has to wait for what was inside.
    assert not still_alive([inside])


@needs_sandbox
def test_nothing_of_ours_is_in_its_environment_or_open(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    read, write = os.pipe()
    os.set_inheritable(write, True)
    source = (
        "import os, json, sys\n"
        "print(json.dumps([sorted(os.listdir('/proc/self/fd')), open('/proc/1/environ').read().split('\\0')[:-1]]))"
    )
    for first in (True, False):
        boxed = sandbox.start(
            [base_interpreter(), "-I", "-S", "-c", source], View(), env={}, stdout=PIPE, stderr=PIPE, first=first
        )
        done = attend(boxed.process, Limits(), stdin=None)
        boxed.close()
        descriptors, environ = json.loads(done.out)
        assert descriptors == ["0", "1", "2", "3"]
        assert [name for name in environ if not name.startswith("PWD=")] == []
    os.close(write)
    os.close(read)
