"""A forked program cannot tell that it was forked, in whatever matters to a learner."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.checkkit.fork_host import ForkHost
from prodtutor.checkkit.fork_server import ForkServer, can_fork
from prodtutor.checkkit.host import FLAGS, Host, environment, interpreter
from prodtutor.processes import Completed

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system has no fork server")
Both = Callable[..., tuple[Completed, Completed]]


@pytest.fixture
def both(zygote: ForkServer, tmp_path: Path) -> Both:
    """both(files, env={}) runs app.py forked and spawned, each in a folder of its own."""

    def run(files: dict[str, str], env: dict[str, str] | None = None) -> tuple[Completed, Completed]:
        done = []
        assert zygote.wait_ready()
        for name, host in (("forked", ForkHost(zygote)), ("spawned", Host())):
            folder = tmp_path / name
            for file, text in files.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text)
            done.append(host.run(["app.py"], cwd=folder, env=environment(tmp_path, env)))
        return done[0], done[1]

    return run


IS_FORKED = "import sys; print(type(sys.meta_path[0]).__name__ == 'Finder')"

ALIKE = {
    "submodules stay unknown": "import urllib\nprint(hasattr(urllib, 'request'))\nurllib.parse.quote('x')",
    "deleted objects": "class A:\n    def __del__(self): print('gone')\na = A()\nb = [a]; b.append(b)\nprint('end')",
    "open files": "f = open('x', 'w'); f.write('text')\nimport atexit\natexit.register(lambda: print(f.closed))",
    "output replaced": "import sys\nsys.stdout = open('out.txt', 'w'); print('kept')",
    "exit in a hook": "import sys\ndef hook(*a): raise SystemExit(9)\nsys.excepthook = hook\n1 / 0",
    "exit in a thread": "import threading, sys\nthreading.Thread(target=sys.exit, args=(3,)).start()",
    "thread raises": "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start(); t.join()",
    "late thread": "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.05), print('late'))).start()",
    "low-level thread": "import _thread; _thread.start_new_thread(print, ()); raise SystemExit(2)",
    "atexit raises": "import atexit\natexit.register(lambda: 1 / 0)",
    "atexit exits": "import atexit, sys\natexit.register(sys.exit, 5)\nprint(1)",
    "large status": "raise SystemExit(2 ** 80)",
    "negative status": "raise SystemExit(-1)",
    "true status": "raise SystemExit(True)",
    "odd status": "raise SystemExit(2.5)",
    "base exception": "class B(BaseException): pass\nraise B('x')",
    "group": "raise ExceptionGroup('g', [ValueError(1)])",
    "interrupted by a hook": "import sys\nsys.excepthook = lambda *a: print('hook')\nraise KeyboardInterrupt",
    "logging at exit": "import atexit, logging\natexit.register(logging.error, 'late')\nlogging.warning('early')",
    "child process": "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'print(1)'], "
    "capture_output=True, text=True).stdout)",
    "forked child": "import os\npid = os.fork()\nif pid == 0: raise SystemExit(4)\nprint(os.waitpid(pid, 0)[1])",
    "streams": "import sys\nfor s in (sys.stdin, sys.stdout, sys.stderr):\n    print(s, s.encoding, s.errors,"
    " s.newlines, s.line_buffering, s.write_through, s.fileno(), type(s.buffer).__name__, s.buffer.raw.mode,"
    " s.buffer.raw.closefd, s.mode, s.isatty())",
    "environment": "import os; os.system('env | sort | grep -v ^_='); print(sorted(os.environ))",
    "signals": "import signal\nfor n in sorted(signal.valid_signals()): print(n, signal.getsignal(n))\n"
    "print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.set_wakeup_fd(-1))",
    "limits": "import resource\nfor n in sorted(dir(resource)):\n"
    "    if n.startswith('RLIMIT_'): print(n, resource.getrlimit(getattr(resource, n)))",
    "session": "import os; print(os.getsid(0) == os.getpid() == os.getpgrp(), os.umask(0), os.getpriority(0, 0))",
    "interpreter": "import sys; print(sys.path[1:], sys.flags, sys.executable, sys.prefix, sys.warnoptions,"
    " sys.getrecursionlimit(), sys.argv, sys.gettrace(), sys.displayhook, len(sys.orig_argv), sys.dont_write_bytecode)",
    "warnings": "import warnings; print(warnings.filters); warnings.warn('x', DeprecationWarning); warnings.warn('y')",
    "garbage": "import gc; print(gc.isenabled(), gc.get_threshold(), gc.garbage, gc.callbacks)",
    "depth": "import sys\nd = 0\ndef f():\n    global d; d += 1; f()\ntry: f()\nexcept RecursionError: print(d)",
    "reload": "import json, importlib\nold = json.dumps\nimportlib.reload(json); print(old is json.dumps)",
    "import again": "import sys, json\nold = json; del sys.modules['json']\nimport json; print(old is json)",
    "found, not imported": "import sys, importlib.util as u\nprint(u.find_spec('csv').origin, 'csv' in sys.modules)",
    "events": "import asyncio\nasync def f(): await asyncio.sleep(0); return 7\nprint(asyncio.run(f()))",
    "pool": "from concurrent.futures import ThreadPoolExecutor as P\nwith P(2) as p: print(*p.map(abs, [-1, 2]))",
    "processes": "import multiprocessing as m\nif __name__ == '__main__':\n    with m.get_context('fork').Pool(1) as p:"
    " print(p.map(abs, [-3]))",
    "database": "import sqlite3\nc = sqlite3.connect('x.db'); c.execute('create table t(a)'); c.commit()\nprint(1)",
    "time": "import time, datetime; print(time.tzname, datetime.datetime(2020, 1, 1).astimezone().utcoffset())",
}


@pytest.mark.parametrize("name", ALIKE)
def test_alike(both: Both, name: str) -> None:
    forked, spawned = both({"app.py": ALIKE[name]})

    def shown(done: Completed) -> tuple[int, str, str]:
        texts = (data.decode().replace("/spawned", "/forked") for data in (done.out, done.err))
        return done.status, *(_without_addresses(text) for text in texts)  # type: ignore[return-value]

    assert shown(forked) == shown(spawned)


def _without_addresses(text: str) -> str:
    return re.sub("0x[0-9a-f]+|Thread-?[0-9 ]+|[0-9]{10,}", "0x", text)


@pytest.mark.parametrize("name", ["argparse", "asyncio", "logging.config", "unittest", "urllib.request", "zipfile"])
def test_an_import_brings_what_it_always_brings(zygote: ForkServer, tmp_path: Path, name: str) -> None:
    """Compared with the interpreter itself, without our launcher."""
    source = "import sys; __import__(sys.argv[1]); print('\\n'.join(sorted(sys.modules)))"
    (tmp_path / "look.py").write_text(source)
    env = environment(tmp_path)
    forked = ForkHost(zygote).run(["look.py", name], cwd=tmp_path, env=env)
    alone = subprocess.run(
        [interpreter(), *FLAGS, "look.py", name], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    assert set(forked.out.split()) - {b"_sitebuiltins"} == set(alone.stdout.split())


def test_before_any_import_there_is_nothing_of_ours(zygote: ForkServer, tmp_path: Path) -> None:
    (tmp_path / "look.py").write_text("import sys; print('\\n'.join(sorted(sys.modules)))")
    env = environment(tmp_path)
    forked = ForkHost(zygote).run(["look.py"], cwd=tmp_path, env=env)
    alone = subprocess.run([interpreter(), *FLAGS, "look.py"], cwd=tmp_path, env=env, capture_output=True, check=True)
    assert set(forked.out.split()) - {b"_sitebuiltins"} == set(alone.stdout.split())


@pytest.mark.parametrize("file", ["queue.py", "random/__init__.py", "deep/csv.py", "_socket.py"])
def test_a_file_with_the_name_of_a_standard_module_wins(both: Both, file: str) -> None:
    """Whatever imports it, the standard library included, finds the learner's; such a run is spawned."""
    source = (
        "import sys; sys.path.insert(0, 'deep')\n"
        "try:\n    import queue, random, csv, socket, tempfile, concurrent.futures.thread\nexcept ImportError: pass\n"
        "print([getattr(sys.modules.get(n), 'MINE', None) for n in ('queue', 'random', 'csv', '_socket')])\n"
        f"{IS_FORKED}"
    )
    forked, spawned = both({"app.py": source, file: "MINE = 1"})
    assert (forked.status, forked.out) == (spawned.status, spawned.out)
    assert b"1" in forked.out or b"module '_socket' has no attribute" in forked.err


def test_a_file_written_by_the_program_wins_too(both: Both) -> None:
    source = (
        "open('random.py', 'w').write('MINE = 1\\ndef Random(): pass')\n"
        "import tempfile, sys\nprint(sys.modules['random'].MINE, tempfile.__file__)\nimport csv; print(csv.QUOTE_ALL)\n"
    )
    forked, spawned = both({"app.py": f"{source}{IS_FORKED}"})
    assert forked.out.replace(b"True", b"False") == spawned.out
    assert b"True" in forked.out


@pytest.mark.parametrize("env", [{"TZ": "Asia/Tokyo"}, {"LANG": "C"}, {"LC_ALL": "POSIX"}, {"LD_LIBRARY_PATH": "/x"}])
def test_what_is_read_at_the_start_of_a_process_is_spawned(both: Both, env: dict[str, str]) -> None:
    source = "import os, time, locale; print(os.getenv('LC_CTYPE'), time.tzname, locale.setlocale(locale.LC_CTYPE))"
    forked, spawned = both({"app.py": f"{source}\n{IS_FORKED}"}, env)
    assert forked.out == spawned.out
    assert b"True" not in forked.out


def test_two_runs_draw_different_numbers(both: Both, zygote: ForkServer, tmp_path: Path) -> None:
    (tmp_path / "draw.py").write_text("import random, uuid, secrets; print(random.random(), uuid.uuid4())")
    host = ForkHost(zygote)
    drawn = {host.run(["draw.py"], cwd=tmp_path, env=environment(tmp_path)).out for _ in range(4)}
    assert len(drawn) == 4


def test_a_broken_pipe_at_exit_has_its_status(zygote: ForkServer, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import os; print('x'); os.close(1)")
    env = environment(tmp_path)
    forked = ForkHost(zygote).run(["app.py"], cwd=tmp_path, env=env)
    spawned = Host().run(["app.py"], cwd=tmp_path, env=env)
    assert (forked.status, forked.err) == (spawned.status, spawned.err)
    assert forked.status == 120
