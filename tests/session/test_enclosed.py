"""The learner's own runs in a sandbox: what they need is there, the rest of the machine is not."""

from __future__ import annotations

import dataclasses
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from prodtutor.processes import Sandbox, find_sandbox, live_processes
from prodtutor.session.open import OpenLesson, open_lesson
from prodtutor.session.run import ENCLOSED, ProgramRun, run_program
from prodtutor.session.tutor import Tutor
from prodtutor.settings import Settings

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pack"
pytestmark = pytest.mark.skipif(not isinstance(find_sandbox(), Sandbox), reason=f"no sandbox here: {find_sandbox()}")
Run = Callable[..., tuple[ProgramRun, str]]


@pytest.fixture
def opened(settings: Settings, tmp_path: Path) -> Iterator[OpenLesson]:
    (tmp_path / "learner").mkdir()
    (tmp_path / "learner" / "secret.txt").write_text("secret")
    tools = tmp_path / "tools"
    tools.mkdir()
    environ = {"HOME": str(tmp_path / "learner"), "PATH": f"{tools}:/usr/bin:/bin", "TOKEN": "mine", "LANG": "C.UTF-8"}
    home = tmp_path / "learner" / "prodtutor"
    with Tutor(dataclasses.replace(settings, home=home, pack=GOLDEN, environ=environ)) as tutor:
        yield open_lesson(tutor, "1")
    assert not live_processes()


@pytest.fixture
def run(opened: OpenLesson) -> Run:
    """run(source or command…) -> how it ended, and what it wrote, standard error last."""

    def program(*command: str) -> tuple[ProgramRun, str]:
        words = list(command)
        if "\n" in words[0]:
            (opened.root / "look.py").write_text(words[0])
            words[0] = "look.py"
        wrote = {"out": bytearray(), "err": bytearray()}
        done = run_program(opened, words, on_output=lambda stream, data: wrote[stream].extend(data))
        return done, (wrote["out"] + wrote["err"]).decode()

    return program


def test_the_folder_is_theirs_and_the_rest_is_not_there(run: Run, opened: OpenLesson, tmp_path: Path) -> None:
    done, wrote = run(
        f"""
import os, pathlib, getpass
pathlib.Path("made.txt").write_text("made")
print(os.getcwd(), os.environ["TOKEN"], sorted(os.listdir(pathlib.Path.home())), getpass.getuser())
print(os.path.exists({str(tmp_path / "learner" / "secret.txt")!r}), os.path.exists("/etc/shadow"), os.getuid())
pathlib.Path.home().joinpath("note").write_text("kept nowhere")
print(sorted(name for name in os.listdir("/proc") if name.isdigit())[:1])
open("/usr/x", "w")
"""
    )
    assert done.status == 1
    assert wrote.splitlines()[:3] == [
        f"{opened.root} mine ['prodtutor'] learner",
        f"False False {os.getuid()}",
        "['1']",
    ]
    assert "Read-only file system" in wrote
    assert (opened.root / "made.txt").read_text() == "made"
    assert not (tmp_path / "learner" / "note").exists()
    assert done.notes == ()


def test_the_network_and_this_machines_servers_are_out_of_reach(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        _, wrote = run(
            f"""
import subprocess, sys
code = "import socket; socket.create_connection(('{{}}', {{}}), timeout=5)"
for host, port in (("127.0.0.1", {server.getsockname()[1]}), ("192.0.2.1", 80)):
    done = subprocess.run([sys.executable, "-c", code.format(host, port)], capture_output=True, text=True)
    print(done.stderr.splitlines()[-1])
"""
        )
    assert "ConnectionRefusedError" in wrote
    assert "Network is unreachable" in wrote


def test_tools_on_the_path_can_be_run(run: Run, tmp_path: Path) -> None:
    tool = tmp_path / "tools" / "greet"
    tool.write_text("#!/bin/sh\necho tool $1; exit $2\n")
    tool.chmod(0o755)
    done, wrote = run("greet", "me", "0")
    assert (done.status, wrote, done.notes) == (0, "tool me\n", ())
    done, _ = run("greet", "me", "3")
    assert (done.status, done.notes) == (3, (ENCLOSED,))
    done, wrote = run("ruff", "--version")
    assert wrote.startswith("ruff ")
    done, _ = run("ruff", "no-such-command")
    assert (done.status, done.notes) == (2, ())  # it needs no network, so the sandbox is not why


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed")
def test_uv_can_be_run(opened: OpenLesson) -> None:
    tutor = opened.tutor
    environ = {**tutor.settings.environ, "PATH": os.environ["PATH"]}
    with Tutor(dataclasses.replace(tutor.settings, environ=environ)) as other:
        again = open_lesson(other, "1", directory=opened.root)
        (again.root / "pyproject.toml").write_text(
            '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
        )
        wrote = bytearray()
        done = run_program(again, ["uv", "lock", "--offline"], on_output=lambda _, data: wrote.extend(data))
    assert done.status == 0, wrote.decode()
    assert (opened.root / "uv.lock").exists()


def test_statuses_signals_and_limits_are_as_ever(run: Run) -> None:
    assert run("raise SystemExit(7)\n")[0].status == 7
    assert run("import os\nos.kill(os.getpid(), 15)\n")[0].status == 128 + 15
    done, _ = run("while True: print('x' * 100_000)\n")
    assert done.limit == "it printed more than 5 MB"


def test_what_is_left_running_ends_with_the_run(run: Run) -> None:
    before = {process.pid for process in psutil.process_iter()}
    done, _ = run(
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(600)\n    os._exit(0)\n"
    )
    assert done.status == 0
    left = [process for process in psutil.process_iter(["cmdline"]) if process.pid not in before]
    assert not [process for process in left if "look.py" in str(process.info["cmdline"])]


def test_a_set_cancel_ends_it(opened: OpenLesson) -> None:
    (opened.root / "wait.py").write_text("import time\nprint('ready')\ntime.sleep(600)\n")
    cancel = threading.Event()
    done = run_program(opened, ["wait.py"], on_output=lambda *_: cancel.set(), cancel=cancel)
    assert done.status != 0


def test_without_a_sandbox_if_so_wished(opened: OpenLesson, tmp_path: Path) -> None:
    with Tutor(dataclasses.replace(opened.tutor.settings, isolation="limits")) as tutor:
        again = open_lesson(tutor, "1", directory=opened.root)
        (again.root / "look.py").write_text(f"print(open({str(tmp_path / 'learner' / 'secret.txt')!r}).read())\n")
        wrote = bytearray()
        done = run_program(again, ["look.py"], on_output=lambda _, data: wrote.extend(data))
    assert (done.status, wrote) == (0, b"secret\n")


ASKS = """
import os, sys, time
print("hello", input("name? "), sys.stdin.isatty(), flush=True)
try:
    import fcntl, termios
    if "type" in sys.argv:
        fcntl.ioctl(0, termios.TIOCSTI, b"x")
        print("typed for the learner", flush=True)
except OSError as error:
    print("refused", error.errno, flush=True)
try:
    print("tried", flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    print("ended well", flush=True)
    raise SystemExit(5)
"""


@pytest.mark.parametrize("isolation", ["auto", "limits"])
def test_a_terminal_can_be_read_from_and_ctrl_c_reaches_the_program(
    opened: OpenLesson, tmp_path: Path, isolation: str
) -> None:
    import fcntl
    import pty
    import termios

    (opened.root / "asks.py").write_text(ASKS)
    ours, theirs = pty.openpty()
    env = {
        **opened.tutor.settings.environ,
        "PRODTUTOR_HOME": str(opened.tutor.settings.home),
        "PRODTUTOR_STATE": str(tmp_path / "state"),
        "PRODTUTOR_ISOLATION": isolation,
    }
    typing = ["type"] if isolation == "auto" else []
    tutor = subprocess.Popen(
        [sys.executable, "-m", "prodtutor", "--pack", str(GOLDEN), "--plain", "run", "1", "--", "asks.py", *typing],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    seen = bytearray()

    def until(text: bytes) -> None:
        while text not in seen:
            try:
                piece = os.read(ours, 4096) if select.select([ours], [], [], 60)[0] else b""
            except OSError:
                piece = b""
            if not piece:
                raise AssertionError(seen.decode())
            seen.extend(piece)

    try:
        until(b"name? ")
        os.write(ours, b"Ada\n")
        until(b"hello Ada True")
        until(b"tried")
        os.write(ours, b"\x03")
        until(b"ended well")
        assert tutor.wait(20) == 5
    finally:
        os.close(ours)
        tutor.send_signal(signal.SIGKILL)
        tutor.wait()
    assert (b"refused" in seen) == (isolation == "auto")
    assert b"typed for the learner" not in seen
