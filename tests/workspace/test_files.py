"""A save is the old text or the new, never torn, at any kill; a failed one says so and changes nothing."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.errors import UsageProblem
from prodtutor.workspace.files import read_file, remove_file, sweep, write_atomically, write_file

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
KILLS = 30

SAVER = """
import sys
from pathlib import Path
from prodtutor.workspace.files import write_atomically
path, number = Path(sys.argv[1]), 0
while True:
    number += 1
    text = f"{number}\\n" * 4000
    write_atomically(path, text.encode())
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


@posix
def test_kills_leave_the_old_text_or_the_new_and_lose_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "work" / "a.py"
    path.parent.mkdir()
    for kill in range(KILLS):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE)
        assert saver.stdout is not None
        for _ in range(1 + kill % 4):
            assert saver.stdout.readline()
        saver.send_signal(signal.SIGKILL)
        acknowledged = [line for line in saver.stdout.read().split(b"\n") if line]
        saver.stdout.close()
        saver.wait()
        lines = path.read_text().splitlines()
        assert len(lines) == 4000
        assert len(set(lines)) == 1
        last = max((int(number) for number in acknowledged), default=1 + kill % 4)
        assert int(lines[0]) in (last, last + 1)
    sweep(path.parent)
    assert os.listdir(path.parent) == ["a.py"]


@posix
@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o444])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "run.sh"
    path.write_text("old")
    path.chmod(mode)
    write_atomically(path, b"new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_a_new_file_obeys_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


FAILING = """
import resource, sys
from pathlib import Path
from prodtutor.errors import UsageProblem
from prodtutor.workspace.files import write_atomically
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomically(Path(sys.argv[1]), b"n" * 2000)
except UsageProblem as problem:
    print(problem)
"""


@posix
def test_a_write_that_fails_midway_keeps_the_old_file_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old" * 100)
    done = subprocess.run(
        [sys.executable, "-c", FAILING, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert "a.py cannot be written" in done.stdout
    assert path.read_bytes() == b"old" * 100
    assert os.listdir(tmp_path) == ["a.py"]


def test_errors_name_file_and_reason(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="folder is not there"):
        write_atomically(tmp_path / "gone" / "a", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageProblem, match="folder"):
        write_atomically(tmp_path / "folder", b"")
    assert os.listdir(tmp_path) == ["folder"]


@posix
def test_nothing_goes_through_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_text("theirs")
    root = tmp_path / "root"
    root.mkdir()
    (root / "sub").symlink_to(outside)
    (root / "file").symlink_to(outside / "a")
    for action in (
        lambda: write_file(root, "sub/a", b"mine"),
        lambda: remove_file(root, "sub/a"),
        lambda: read_file(root, "sub/a"),
        lambda: read_file(root, "file"),
    ):
        with pytest.raises(UsageProblem):
            action()
    write_file(root, "file", b"mine")
    assert (outside / "a").read_text() == "theirs"


def test_folders_come_and_go_with_their_files(tmp_path: Path) -> None:
    write_file(tmp_path, "a/b/c.py", b"1")
    write_file(tmp_path, "a/d.py", b"2")
    assert read_file(tmp_path, "a/b/c.py") == b"1"
    remove_file(tmp_path, "a/b/c.py")
    assert not (tmp_path / "a" / "b").exists()
    remove_file(tmp_path, "a/d.py")
    assert os.listdir(tmp_path) == []
    remove_file(tmp_path, "a/d.py")
    assert read_file(tmp_path, "a/d.py") is None


def test_sweep_spares_what_a_living_process_writes(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / f".prodtutor-{dead.pid}-aa.tmp").touch()
    (tmp_path / "sub" / f".prodtutor-{os.getpid()}-bb.tmp").touch()
    (tmp_path / "sub" / ".prodtutor-odd-.tmp").touch()
    alive = tmp_path / f".prodtutor-{os.getppid()}-cc.tmp"
    alive.touch()
    (tmp_path / "mine.tmp").touch()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*.tmp")) == sorted([alive.name, "mine.tmp"])


EVERY_MOMENT = """
import os, sys
from pathlib import Path
from prodtutor.workspace.files import sweep, write_atomically
path, at, finished = Path(sys.argv[1]), 0, False
old, new = b"old " * 5000, b"new " * 7000
while not finished:
    at += 1
    path.write_bytes(old)
    child = os.fork()
    if child == 0:
        left = at
        def trace(frame, event, argument):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), 9)
            return trace
        sys.settrace(trace)
        write_atomically(path, new)
        os._exit(0)
    finished = os.waitpid(child, 0)[1] == 0
    found = path.read_bytes()
    if found not in (old, new) or (finished and found != new):
        sys.exit(f"torn after {at} steps: {len(found)} bytes")
sweep(path.parent)
print(at, *os.listdir(path.parent))
"""


@posix
def test_a_kill_at_every_single_step_of_a_save(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERY_MOMENT, str(tmp_path / "a.py")], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    steps, *left = done.stdout.split()
    assert int(steps) > 20
    assert left == ["a.py"]
