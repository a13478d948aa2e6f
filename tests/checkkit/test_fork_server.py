"""The zygote: what attacks or breaks it makes a run slower, never a verdict wrong."""

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

from prodtutor.checkkit.fork_host import ForkHost
from prodtutor.checkkit.fork_server import ForkServer, can_fork
from prodtutor.checkkit.host import environment
from prodtutor.errors import CannotJudge
from prodtutor.processes import (
    Completed,
    Limits,
    adopt_orphans,
    bare_environment,
    end_all,
    end_strays,
    live_processes,
)
from prodtutor.processes import run as run_command
from prodtutor.processes.descendants import children

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system has no fork server")
Program = Callable[..., Completed]

ATTACK = "import os, signal; os.kill(os.getppid(), {signal}); print('done')"


@pytest.fixture
def server() -> Iterator[ForkServer]:
    """A zygote that this test may break."""
    adopt_orphans()
    made = ForkServer()
    assert made.wait_ready()
    yield made
    last = made.pid
    made.close()
    end_strays()
    adopt_orphans(False)
    assert last is None or not psutil.pid_exists(last)
    assert not live_processes()


@pytest.fixture
def run(server: ForkServer, tmp_path: Path) -> Program:
    """run(source, *arguments) runs a script on the zygote."""

    def program(source: str, *arguments: str, name: str = "app.py", **limits: float) -> Completed:
        (tmp_path / name).write_text(source)
        host = ForkHost(server, None, Limits(**limits))  # type: ignore[arg-type]
        return host.run([name, *arguments], cwd=tmp_path, env=environment(tmp_path))

    return program


_CAP_SYS_PTRACE = 19

FORKED = "import sys; print(type(sys.meta_path[0]).__name__)"


def test_programs_are_forked(run: Program) -> None:
    assert run(FORKED).out == b"Finder\n"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP])
def test_a_program_that_attacks_its_parent_harms_nobody(run: Program, server: ForkServer, number: int) -> None:
    """Its own run comes out as it was, and so does the next one."""
    first = server.pid
    done = run(ATTACK.format(signal=int(number)))
    assert (done.status, done.out) == (0, b"done\n")
    done = run("print('right'); raise SystemExit(3)")
    assert (done.status, done.out) == (3, b"right\n")
    assert server.wait_ready()
    assert server.pid != first
    assert run(FORKED).out == b"Finder\n"


def test_a_neighbour_outlives_the_zygote(server: ForkServer, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print(input()); raise SystemExit(5)")
    host = ForkHost(server)
    made = server.fork(
        "program",
        host.config(host.limits),
        ["app.py"],
        command=[],
        cwd=tmp_path,
        env=environment(tmp_path),
        limits=host.limits,
    )
    assert made is not None
    process, _ = made
    with process:
        os.kill(server.pid or 0, signal.SIGKILL)
        assert process.wait(0.05) is None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"still here\n")
        assert process.stdout.read() == b"still here\n"
        assert process.wait(10) == 5


def test_an_end_that_nobody_saw_is_no_verdict(server: ForkServer, tmp_path: Path) -> None:
    """When the zygote is killed and the kernel gives its children to somebody else, the status is not known."""
    script = tmp_path / "judge.py"
    script.write_text(
        f"""
import sys
from pathlib import Path
from prodtutor.checkkit.fork_host import ForkHost
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.host import environment
from prodtutor.errors import CannotJudge
here = Path({str(tmp_path)!r})
(here / "app.py").write_text({ATTACK.format(signal=9)!r})
server = ForkServer()
assert server.wait_ready()
try:
    ForkHost(server).run(["app.py"], cwd=here, env=environment(here))
except CannotJudge as error:
    print(error.message)
server.close()
"""
    )
    done = run_command([sys.executable, "-I", str(script)], cwd=tmp_path, env=bare_environment())
    assert b"killed, and with it what is known of its end" in done.out, done.err


def test_a_zygote_that_dies_before_it_is_asked_is_replaced(run: Program, server: ForkServer) -> None:
    os.kill(server.pid or 0, signal.SIGKILL)
    assert run("print('spawned')").out == b"spawned\n"
    assert server.wait_ready()
    assert run(FORKED).out == b"Finder\n"


def test_a_closed_server_spawns(run: Program, server: ForkServer) -> None:
    server.close()
    assert run(FORKED).out != b"Finder\n"
    assert server.names() is None


def test_a_request_too_large_for_a_message_is_spawned(run: Program, server: ForkServer) -> None:
    arguments = ["x" * 100_000] * 4
    assert run("import sys; print(sum(map(len, sys.argv[1:])))", *arguments).out == b"400000\n"
    assert run(FORKED).out == b"Finder\n"


def test_end_all_spares_the_zygote(run: Program, server: ForkServer) -> None:
    first = server.pid
    end_all()
    assert run(FORKED).out == b"Finder\n"
    assert server.pid == first


def test_a_limit_ends_the_whole_tree(run: Program, tmp_path: Path) -> None:
    source = "import os, time\nfor _ in range(3): os.fork()\nopen(f'pid{os.getpid()}', 'w').close()\ntime.sleep(600)"
    done = run(source, wall_s=0.5)
    assert done.limit == "wall_s"
    end_strays()
    pids = [int(path.name[3:]) for path in tmp_path.glob("pid*")]
    assert pids
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):  # the zygote lets go of it a moment later
            psutil.Process(pid).wait(10)


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


def test_a_daemon_comes_to_the_judge_and_not_to_the_zygote(run: Program, server: ForkServer, tmp_path: Path) -> None:
    """It holds the program's pipes too, which must not keep us waiting."""
    done = run(DAEMON, wall_s=60)
    assert (done.status, done.out) == (0, b"left\n")
    pid = int((tmp_path / "daemon").read_text())
    assert psutil.Process(pid).ppid() == os.getpid()
    assert end_strays() == 1
    assert not psutil.pid_exists(pid)
    assert run(FORKED).out == b"Finder\n"


def test_nothing_of_the_zygotes_is_open_in_a_child(run: Program) -> None:
    assert run("import os; print(sorted(map(int, os.listdir('/proc/self/fd'))))").out == b"[0, 1, 2, 3]\n"


def test_a_child_may_look_into_itself_but_not_into_the_zygote(run: Program) -> None:
    source = "import os; open('/proc/self/mem', 'rb').close(); open(f'/proc/{os.getppid()}/mem', 'rb')"
    done = run(source)
    status = Path("/proc/self/status").read_text()
    if int(status.partition("CapEff:")[2].split()[0], 16) >> _CAP_SYS_PTRACE & 1:
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

    def settled(expected: tuple[int, ...] | None = None) -> tuple[int, ...]:
        """The zygote closes what belonged to a child a moment after we have let it go."""
        pause = threading.Event()
        for _ in range(200):
            found = counts()
            if found == expected or (expected is None and found[3] == 0):
                break
            pause.wait(0.02)
        return found

    run("pass")
    before = settled()
    for number in range(60):
        run("pass" if number % 2 else "import os; os.kill(os.getpid(), 9)")
    assert settled(before) == before
    assert server.pid == pid


def test_a_judge_that_dies_takes_the_zygote_along(server: ForkServer, tmp_path: Path) -> None:
    script = (
        "import os; from prodtutor.checkkit.fork_server import ForkServer\n"
        "s = ForkServer(); s.wait_ready(); print(s.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = run_command([sys.executable, "-I", "-c", script], cwd=tmp_path, env=bare_environment())
    pid = int(done.out)
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(10)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_folder_that_is_gone_is_a_plain_error(server: ForkServer, tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="could not be started"):
        ForkHost(server).run(["app.py"], cwd=tmp_path / "absent", env=environment(tmp_path))
