"""Hostile programs in the sandbox: what each of them finds, and what is left of it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from tests.conftest import StillAlive

from prodtutor.checkkit import CheckMistake, Subject, SubjectDied
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer
from prodtutor.checkkit.subject import Run
from prodtutor.processes import Limits, Sandbox, find_sandbox

SANDBOX = find_sandbox()
pytestmark = pytest.mark.skipif(not isinstance(SANDBOX, Sandbox), reason=f"no sandbox here: {SANDBOX}")
Make = Callable[..., Subject]
Program = Callable[..., Run]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, still_alive: StillAlive) -> Iterator[ForkServer]:
    monkeypatch.setenv("SECRET", "of-the-judge")
    assert isinstance(SANDBOX, Sandbox)
    made = ForkServer(sandbox=SANDBOX)
    assert made.wait_ready()
    bwrap = psutil.Process(made.pid).parent()
    assert bwrap is not None
    yield made
    inside = psutil.Process(made.pid).children(recursive=True) if made.pid else []
    made.close()
    assert not still_alive([*inside, bwrap])


@pytest.fixture
def make(server: ForkServer, tmp_path: Path) -> Iterator[Make]:
    """make({"app.py": "…"}, **limits) -> a subject in the sandbox."""
    made: list[Subject] = []
    stage = tmp_path / "stage"
    stage.mkdir()
    before = sorted(os.listdir(tmp_path))

    def build(files: dict[str, str], **limits: float) -> Subject:
        for name, text in files.items():
            (stage / name).write_text(text)
        made.append(Subject(Current(stage, {}, tmp_path, None, Limits(**limits), None, server), timeout=20))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for subject in made:
        subject.close()
    assert sorted(os.listdir(tmp_path)) == before
    assert os.listdir(server.room) == []


@pytest.fixture
def run(make: Make) -> Program:
    """run(source, *arguments) runs a program in a subject of its own."""

    def program(source: str, *arguments: object, **limits: float) -> Run:
        return make({"app.py": source}, **limits).run("app.py", *arguments, timeout=20, over_limit=True)

    return program


def test_no_home_and_no_file_of_ours(run: Program, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    done = run(
        "import os, sys\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n        print(path, os.listdir(path) if os.path.isdir(path) else open(path).read())\n"
        "    except OSError as error:\n        print(type(error).__name__)\n"
        "print(open('/etc/passwd').read(), os.listdir('/etc'), sorted(os.listdir('/')))",
        *(secret, secret.parent, Path.home() / ".bashrc", "/etc/shadow", "/var", "/run", "/sys", "/home", __file__),
    )
    secret.unlink()
    lines = done.out.splitlines()
    assert lines[:9] == ["FileNotFoundError"] * 9
    assert lines[9] == "learner:x:1000:1000:learner:/tmp:/bin/sh"
    assert "shadow" not in lines[10]


def test_no_other_process_and_no_environment(run: Program) -> None:
    done = run(
        "import os\n"
        "print(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()) == [1, os.getpid()])\n"
        "for name in ('environ', 'mem', 'maps'):\n"
        "    try:\n        print(open(f'/proc/1/{name}', 'rb').read(1))\n"
        "    except OSError as error:\n        print(error.errno)\n"
        "print('SECRET' in os.environ, open('/proc/1/cmdline').read().count('bwrap'))"
    )
    assert done.out.splitlines() == ["True", "13", "13", "13", "False 0"], done.err


def test_no_service_and_no_socket_of_this_machine(run: Program, tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as named:
        named.bind(path)
        named.listen()
        with socket.socket(socket.AF_UNIX) as abstract:
            abstract.bind(f"\0prodtutor-{os.getpid()}")
            abstract.listen()
            done = run(
                "import ctypes, os, socket, sys\n"
                "def attempt(family, address):\n"
                "    try:\n        socket.socket(family).connect(address)\n"
                "    except OSError as error:\n        print(type(error).__name__, error.errno)\n"
                "    else:\n        print('reached')\n"
                "attempt(socket.AF_INET, ('127.0.0.1', int(sys.argv[1])))\n"
                "attempt(socket.AF_UNIX, sys.argv[2])\n"
                "attempt(socket.AF_UNIX, '\\0' + sys.argv[3])\n"
                "print(sorted(name for _, name in socket.if_nameindex()))",
                *(server.getsockname()[1], path, f"prodtutor-{os.getpid()}"),
            )
    assert "reached" not in done.out
    assert done.out.splitlines()[0] == "ConnectionRefusedError 111"
    assert "lo" in done.out.splitlines()[-1]
    Path(path).unlink()


def test_nothing_outside_can_be_written_or_mounted(run: Program, tmp_path: Path) -> None:
    done = run(
        "import ctypes, os, sys\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "for path in ('/x', '/usr/x', '/etc/x', '/dev/x', '/tutor/subject/launch.py', '/proc/sys/kernel/core_pattern',"
        " '/proc/1/oom_score_adj', '/proc/sysrq-trigger', '/proc/irq/default_smp_affinity',"
        " sys.prefix + '/x', *sys.argv[1:]):\n"
        "    try:\n        open(path, 'w').close(); print('wrote', path)\n"
        "    except OSError:\n        pass\n"
        "print(libc.unshare(0x10000000), libc.mount(b'x', b'/tmp', b'tmpfs', 0, None), os.getuid())\n"
        "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')])",
        tmp_path / "x",
    )
    assert "wrote" not in done.out
    assert done.out.splitlines()[-2:] == ["-1 -1 1000", str(["0" * 16] * 5)], done.err


@pytest.mark.parametrize("target", ["1", "-1", "-os.getpgid(os.getppid())"])
def test_whom_it_can_kill(run: Program, server: ForkServer, target: str) -> None:
    """Itself and other programs of the learner's; never the zygote."""
    for number in (9, 19, 15, 2, 1):
        done = run(f"import os\ntry:\n    os.kill({target}, {number})\nexcept OSError: pass\nprint('there')")
        assert done.out in ("there\n", ""), number
    assert run("print('next')").out == "next\n"
    assert server.names() is not None


def test_the_zygote_cannot_be_traced(run: Program) -> None:
    done = run(
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.ptrace(16, 1, None, None), libc.ptrace(0x4206, 1, None, None), ctypes.get_errno())\n"
        "print(libc.syscall(438, os.pidfd_open(1), 3, 0), ctypes.get_errno())\n"
        "buffer = ctypes.create_string_buffer(8)\n"
        "print(libc.process_vm_readv(1, buffer, 0, buffer, 0, 0))\n"
        "try:\n    print(os.readlink('/proc/1/fd/3'))\nexcept OSError as error:\n    print(error.errno)"
    )
    assert done.out.splitlines()[:2] == ["-1 -1 1", "-1 1"], done.err
    assert done.out.splitlines()[-1] == "13"


DAEMON = """
import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in set(signal.valid_signals()) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        os.write(1, b"daemon\\n")
        time.sleep(600)
    os._exit(0)
os.wait()
"""


def test_a_daemon_that_holds_the_pipes_is_waited_for_by_nobody(run: Program, server: ForkServer) -> None:
    assert run(f"{DAEMON}\nprint('left')").status == 0
    _settled(lambda: not psutil.Process(server.pid).children())


def test_a_daemon_of_a_program_that_still_runs_may_live(make: Make, server: ForkServer) -> None:
    subject = make({"app.py": f"def leave():\n{_indented(DAEMON)}    return 1\ndef look():\n    return os_names()\n"})
    assert subject.call("app:leave") == 1
    assert len(psutil.Process(server.pid).children()) == 2
    subject.close()
    _settled(lambda: not psutil.Process(server.pid).children())


def test_a_full_disk_is_the_programs_own_trouble(run: Program) -> None:
    done = run(
        "import os\n"
        "for folder in ('/tmp', '/dev/shm'):\n"
        "    size = 0\n"
        "    try:\n"
        "        for number in range(100):\n"
        "            with open(f'{folder}/{number}', 'wb', 0) as file:\n"
        "                size += file.write(b'x' * (8 << 20))\n"
        "    except OSError as error:\n        print(error.errno, size <= 64 << 20)\n"
        "    for name in os.listdir(folder): os.unlink(f'{folder}/{name}')\n"
    )
    assert done.out == "28 True\n28 True\n", done.err
    assert run("print('next')").out == "next\n"


def test_a_fork_bomb_is_a_limit(run: Program, server: ForkServer) -> None:
    assert run("import os\nwhile True: os.fork()", processes=30).limit == "processes"
    _settled(lambda: not psutil.Process(server.pid).children())
    assert run("print('next')").out == "next\n"


def test_a_bomb_whose_parents_end_is_ended_by_the_zygote(run: Program, server: ForkServer) -> None:
    comet = "import os\nos.fork()\nwhile True:\n    if os.fork(): os._exit(0)\n"
    run(comet)
    _settled(lambda: not psutil.Process(server.pid).children())
    assert run("print('next')").out == "next\n"


def test_links_lead_the_judge_nowhere(make: Make, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    subject = make(
        {
            "app.py": "import os\n"
            "def link(where, to):\n    os.path.lexists(where) and os.rename(where, where + '.old')\n"
            "    os.symlink(to, where)\n"
            "def say():\n    print('said')\n"
        }
    )
    subject.call("app:link", "file", str(tmp_path / "secret.txt"))
    subject.call("app:link", "folder", str(tmp_path))
    subject.call("app:link", str(subject.root.parent / "output"), str(tmp_path / "secret.txt"))
    assert [subject.read(name) for name in ("file", "folder/secret.txt")] == [None, None]
    assert subject.output() == ""
    assert subject.names() == {"app.py", "file", "folder"}
    with pytest.raises(CheckMistake, match="behind a link"):
        subject.write("folder/new.txt", "x")
    with pytest.raises(CheckMistake, match="behind a link"):
        subject.delete("folder/secret.txt")
    subject.write("file", "new")
    assert subject.read("file") == b"new"
    subject.call("app:link", str(subject.root), str(tmp_path))
    assert subject.names() == set()
    assert subject.left() == {}
    with pytest.raises(CheckMistake, match="behind a link"):
        subject.write("secret.txt", "x")
    assert (tmp_path / "secret.txt").read_text() == "secret"
    (tmp_path / "secret.txt").unlink()


def test_a_tree_beyond_measure_goes_with_the_sandbox(make: Make, server: ForkServer, tmp_path: Path) -> None:
    subject = make(
        {
            "app.py": "import os\n"
            "def dig():\n    for _ in range(300): os.mkdir('d' * 100); os.chdir('d' * 100)\n"
            "    os.mkdir('shut'); os.chmod('shut', 0)\n    os.mkfifo('pipe')\n"
        }
    )
    subject.call("app:dig")
    assert "app.py" in subject.names()
    subject.close()
    for name in os.listdir(server.room):  # what was too deep; the fixture expects nothing
        assert name.startswith("subject-")
    server.close()
    with pytest.raises(Exception, match="was not ready"):
        _ = server.room
    server._room = os.open(tmp_path / "stage", os.O_RDONLY)
    os.unlink(tmp_path / "stage" / "app.py")


def test_a_subject_that_dies_leaves_nothing(make: Make, server: ForkServer) -> None:
    subject = make({"app.py": "import os, sys\ndef die():\n    os.fork() or os._exit(3)\n    os._exit(3)\n"})
    with pytest.raises(SubjectDied):
        subject.call("app:die")
    subject.close()
    _settled(lambda: not psutil.Process(server.pid).children())


def test_descriptors_and_memory_files_are_constant(make: Make) -> None:
    counts = []
    for number in range(12):
        subject = make({"app.py": "def one():\n    return 1\n"})
        assert subject.call("app:one") == 1
        assert subject.run("app.py").status == 0
        subject.close()
        counts.append((len(os.listdir("/proc/self/fd")), threading.active_count(), number > 1))
    assert len(set(counts[2:])) == 1, counts


def test_many_sandboxes_leave_nothing(tmp_path: Path) -> None:
    assert isinstance(SANDBOX, Sandbox)
    counts = []
    before = psutil.Process().children()
    for number in range(8):
        server = ForkServer(sandbox=SANDBOX)
        if number % 3 or server.wait_ready():
            server.start()
        server.close()
        counts.append(len(os.listdir("/proc/self/fd")))
    assert len(set(counts[1:])) == 1, counts
    assert psutil.Process().children() == before


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _settled(true: Callable[[], bool]) -> None:
    """Wait until something holds that comes about by itself."""
    pause = threading.Event()
    for _ in range(500):
        if true():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come about")


def test_what_is_left_is_read_again_when_it_has_changed(make: Make) -> None:
    """Also when its length and the time that it shows are what they were."""
    writes = "import os\ndef write(text):\n    open('x', 'w').write(text)\n    os.utime('x', (1000, 1000))\n"
    subject = make({"app.py": writes})
    for text in ("one", "two", "six"):
        subject.call("app:write", text)
        for _ in range(2):
            assert subject._folder.left()["files/x"] == text.encode()
