"""The zygote, in a sandbox and outside: what attacks or breaks it is found out, and never makes a verdict wrong."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from tests.conftest import StillAlive

from prodtutor.checkkit.current import Current
from prodtutor.checkkit.folder import Folder
from prodtutor.checkkit.fork_host import ForkHost
from prodtutor.checkkit.fork_server import ForkServer, ZygoteLost, can_fork
from prodtutor.checkkit.host import environment
from prodtutor.checkkit.subject import Subject
from prodtutor.errors import CannotJudge
from prodtutor.processes import (
    Completed,
    Limits,
    Sandbox,
    adopt_orphans,
    bare_environment,
    end_all,
    end_strays,
    find_sandbox,
    live_processes,
)
from prodtutor.processes import run as run_command
from prodtutor.processes.descendants import children

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system has no fork server")
SANDBOX = find_sandbox()
needs_sandbox = pytest.mark.skipif(not isinstance(SANDBOX, Sandbox), reason=f"no sandbox here: {SANDBOX}")
Program = Callable[..., Completed]

ATTACK = "import os, signal; os.kill(os.getppid(), {signal}); print('done')"


@pytest.fixture(params=["plain", pytest.param("sandboxed", marks=needs_sandbox)])
def server(request: pytest.FixtureRequest) -> Iterator[ForkServer]:
    """A zygote that this test may break."""
    adopt_orphans()
    made = ForkServer(sandbox=SANDBOX if request.param == "sandboxed" and isinstance(SANDBOX, Sandbox) else None)
    assert made.wait_ready()
    pid = made.pid
    yield made
    made.close()
    end_strays()
    adopt_orphans(False)
    assert pid is None or not psutil.pid_exists(pid)
    assert not live_processes()


@pytest.fixture
def run(server: ForkServer, tmp_path: Path) -> Program:
    """run(source, *arguments) runs a script on the zygote."""
    stage = tmp_path / "stage"
    stage.mkdir()

    def program(source: str, *arguments: str, name: str = "app.py", **limits: float) -> Completed:
        (stage / name).write_text(source)
        current = Current(stage, {}, tmp_path, None, Limits(**limits), None, server)  # type: ignore[arg-type]
        folder = current.make_folder()
        folders.append(folder)
        return current.make_host().run([name, *arguments], cwd=folder.root, env=environment(folder.top))

    folders: list[Folder] = []
    program.folders = folders  # type: ignore[attr-defined]
    return program


_CAP_SYS_PTRACE = 19

FORKED = "import sys; print(type(sys.meta_path[0]).__name__)"


def test_programs_are_forked(run: Program) -> None:
    assert run(FORKED).out == b"Finder\n"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP, signal.SIGINT, signal.SIGHUP])
def test_a_program_that_attacks_its_parent(run: Program, server: ForkServer, number: int) -> None:
    """In a sandbox nothing comes of it; outside, the run is lost, and so is every other of this zygote's."""
    attack = ATTACK.format(signal=int(number))
    if server.sandbox is not None:
        done = run(attack)
        assert (done.status, done.out) == (0, b"done\n")
        assert run(FORKED).out == b"Finder\n"
        return
    with pytest.raises(ZygoteLost, match="with it went what is known"):
        run(attack)
    with pytest.raises(ZygoteLost):
        run("print('right')")
    if number != signal.SIGSTOP:
        assert server.names() is None


def test_a_call_under_way_is_lost_with_the_zygote(server: ForkServer, tmp_path: Path) -> None:
    stage = tmp_path / "stage"
    stage.mkdir()
    (stage / "app.py").write_text("import threading\ndef use(f):\n    f()\n    threading.Event().wait()")
    with pytest.raises(ZygoteLost), Subject(Current(stage, {}, tmp_path, server=server)) as subject:
        subject.call("app:use", lambda: os.kill(server.pid or 0, signal.SIGKILL))
    with pytest.raises(ZygoteLost):
        Current(stage, {}, tmp_path, server=server).make_host().run(["app.py"], cwd=stage, env={})


def test_a_zygote_that_was_never_ready_is_done_without(tmp_path: Path) -> None:
    server = ForkServer()
    server.close()
    (tmp_path / "app.py").write_text(FORKED)
    assert ForkHost(server).run(["app.py"], cwd=tmp_path, env=environment(tmp_path)).out != b"Finder\n"
    assert server.names() is None


def test_a_closed_server_forks_nothing(run: Program, server: ForkServer) -> None:
    run("pass")
    server.close()
    server.close()
    with pytest.raises(ZygoteLost):
        run("pass")


def test_a_request_too_large_for_a_message_has_another_way(run: Program) -> None:
    arguments = ["x" * 100_000] * 4
    source = f"{FORKED}; print(sum(map(len, sys.argv[1:])))"
    assert run(source, *arguments).out == b"Finder\n400000\n"
    assert run(FORKED).out == b"Finder\n"


COPIES = r"""
import json, os, sys
from pathlib import Path
from prodtutor.checkkit import LoopbackServer, Response, current
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.subject import Subject
from prodtutor.processes import Sandbox, find_sandbox

sandbox = find_sandbox() if sys.argv[2] == "sandboxed" else None
here = Path(sys.argv[1])
(here / "stage").mkdir()
(here / "stage" / "app.py").write_text(
    "import sys, urllib.request\n"
    "print(urllib.request.urlopen(sys.argv[1], timeout=9).read().decode())\n"
    "def double(n): return 2 * n\n"
)
server = ForkServer(sandbox=sandbox)
server.start()
assert len(os.listdir("/proc/self/task")) == 1
assert server.wait_ready()
assert len(os.listdir("/proc/self/task")) == 1
copies = []
for number in range(3):
    pid = os.fork()
    if pid == 0:
        try:
            current.configure(Current(here / "stage", {}, here, server=server))
            for _ in range(5):
                with Subject(current.current()) as subject, LoopbackServer(lambda r: Response(200, "yes")) as api:
                    run = subject.run("app.py", api.url)
                    assert (run.status, run.out) == (0, "yes\n"), run
                    subject.write("app.py", f"def double(n): return n * {number}")
                    assert subject.call("app:double", 21) == 21 * number
            os._exit(0)
        finally:
            os._exit(1)
    copies.append(pid)
print([os.waitpid(pid, 0)[1] for pid in copies], server.names() is not None, server.isolation)
server.close()
"""


@pytest.mark.parametrize("kind", ["plain", pytest.param("sandboxed", marks=needs_sandbox)])
def test_copies_of_the_judge_share_a_zygote(tmp_path: Path, kind: str) -> None:
    done = run_command([sys.executable, "-I", "-c", COPIES, str(tmp_path), kind], cwd=tmp_path, env=bare_environment())
    name = "bwrap" if kind == "sandboxed" else "limits"
    assert done.out.decode() == f"[0, 0, 0] True {name}\n", done.err.decode()
    assert [path.name for path in tmp_path.iterdir()] == ["stage"]


def test_end_all_spares_the_zygote(run: Program, server: ForkServer) -> None:
    first = server.pid
    end_all()
    assert run(FORKED).out == b"Finder\n"
    assert server.pid == first


def test_a_limit_ends_the_whole_tree(run: Program, server: ForkServer) -> None:
    source = "import os, time\nfor _ in range(3): os.fork()\nprint(os.getpid(), flush=True)\ntime.sleep(600)"
    done = run(source, wall_s=0.5)
    assert done.limit == "wall_s"
    assert len(done.out.split()) == 8
    end_strays()
    _settled(lambda: not psutil.Process(server.pid).children(), "the zygote lets go of it a moment later")


def test_processes_and_memory_are_watched(run: Program) -> None:
    forks = "import os, time\nfor _ in range(6): os.fork()\ntime.sleep(60)"
    assert run(forks, processes=20).limit == "processes"
    assert run("x = b'1' * (300 << 20)\nwhile True: pass", memory_bytes=100 << 20).limit == "memory_bytes"


DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("daemon.tmp", "w").write(str(os.getpid()))
        os.rename("daemon.tmp", "daemon")
        time.sleep(600)
    os._exit(0)
os.wait()
while not os.path.exists("daemon"): pass
print("left")
"""


def test_a_daemon_does_not_keep_us_waiting_and_is_found(run: Program, server: ForkServer) -> None:
    """It holds the program's pipes too. Outside of a sandbox it comes to us; inside, the zygote ends it."""
    done = run(DAEMON, wall_s=60)
    assert (done.status, done.out) == (0, b"left\n")
    if server.sandbox is None:
        pid = int((run.folders[0].root / "daemon").read_text())  # type: ignore[attr-defined]
        assert psutil.Process(pid).ppid() == os.getpid()
        assert end_strays() == 1
        assert not psutil.pid_exists(pid)
    else:
        assert end_strays() == 0
        _settled(lambda: not psutil.Process(server.pid).children(), "the zygote ends what nobody waits for")
    assert run(FORKED).out == b"Finder\n"


def test_nothing_of_the_zygotes_is_open_in_a_child(run: Program) -> None:
    assert run("import os; print(sorted(map(int, os.listdir('/proc/self/fd'))))").out == b"[0, 1, 2, 3]\n"


def test_a_child_may_look_into_itself_but_not_into_the_zygote(run: Program, server: ForkServer) -> None:
    source = "import os; open('/proc/self/mem', 'rb').close(); open(f'/proc/{os.getppid()}/mem', 'rb')"
    done = run(source)
    status = Path("/proc/self/status").read_text()
    if server.sandbox is None and int(status.partition("CapEff:")[2].split()[0], 16) >> _CAP_SYS_PTRACE & 1:
        pytest.skip("root may look into everything")
    assert b"PermissionError" in done.err


def test_descriptors_threads_and_children_are_constant(run: Program, server: ForkServer) -> None:
    pid = server.pid or 0

    def counts() -> tuple[int, ...]:
        gc.collect()
        try:
            its = len(os.listdir(f"/proc/{pid}/fd"))
        except PermissionError:  # it lets nobody look, unless we are root
            its = 0
        return len(os.listdir("/proc/self/fd")), its, threading.active_count(), len(children(pid))

    def one(source: str) -> None:
        run(source)
        folders[-1].remove()

    folders = run.folders  # type: ignore[attr-defined]
    one("pass")
    _settled(lambda: counts()[3] == 0, "the zygote lets go of a child a moment after us")
    before = counts()
    for number in range(60):
        one("pass" if number % 2 else "import os; os.kill(os.getpid(), 9)")
    _settled(lambda: counts() == before, f"{before}")
    assert server.pid == pid


@pytest.mark.parametrize("sandbox", ["None", pytest.param("find_sandbox()", marks=needs_sandbox)])
def test_a_judge_that_dies_takes_the_zygote_along(tmp_path: Path, sandbox: str, still_alive: StillAlive) -> None:
    script = (
        "import os; from prodtutor.checkkit.fork_server import ForkServer\n"
        "from prodtutor.processes import find_sandbox\n"
        f"s = ForkServer(sandbox={sandbox}); s.wait_ready(); print(s.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = run_command([sys.executable, "-I", "-c", script], cwd=tmp_path, env=bare_environment())
    pid = int(done.out)
    with contextlib.suppress(psutil.NoSuchProcess):
        assert not still_alive([psutil.Process(pid)])


def test_a_folder_that_is_gone_is_a_plain_error(server: ForkServer, tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match=r"could not be started.*No such file"):
        ForkHost(server).run(["app.py"], cwd=tmp_path / "absent", env=environment(tmp_path))


def _settled(true: Callable[[], bool], what: str) -> None:
    """Wait until something holds that comes about by itself."""
    pause = threading.Event()
    for _ in range(500):
        if true():
            return
        pause.wait(0.02)
    raise AssertionError(what)
