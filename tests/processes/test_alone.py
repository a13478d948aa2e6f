"""A forked child is seen to its end without threads, and within its limits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from prodtutor.processes import Limits, attend, take_over
from prodtutor.processes.alone import Completed
from prodtutor.processes.forked import STATUS, ForkedChild

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="pidfds are Linux's")
Run = Callable[..., Completed]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """run(source, stdin, cancel, **limits): a program whose end is told on a line, as a zygote tells it."""

    def program(source: str, stdin: bytes = b"", cancel: threading.Event | None = None, **limits: float) -> Completed:
        allowed = Limits(**limits)  # type: ignore[arg-type]
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        popen = subprocess.Popen(
            [sys.executable, "-c", source],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        child = ForkedChild(popen.pid, os.pidfd_open(popen.pid), near, popen.stdin, popen.stdout, popen.stderr)
        zygote = threading.Thread(target=lambda: far.send(STATUS.pack(b"s", popen.wait())))
        zygote.start()
        before = threading.active_count()
        done = attend(take_over(child, allowed), allowed, stdin=stdin, cancel=cancel)
        assert threading.active_count() <= before
        zygote.join()
        far.close()
        return done

    return program


def test_input_goes_in_and_both_streams_come_out(run: Run) -> None:
    data = os.urandom(1 << 20)
    done = run(
        "import sys\ndata = sys.stdin.buffer.read()\nsys.stdout.buffer.write(data[::-1])\n"
        "sys.stderr.write('said')\nsys.exit(3)",
        data,
        output_bytes=2 << 20,
    )
    assert (done.status, done.out == data[::-1], done.err, done.limit) == (3, True, b"said", None)


def test_a_program_that_reads_nothing_is_not_waited_for(run: Run) -> None:
    assert run("pass", b"x" * (1 << 20)).status == 0
    assert run("import os, sys; os.close(0); print(1)", b"x" * (1 << 20)).out == b"1\n"


def test_limits_and_cancellation(run: Run) -> None:
    assert run("import time; time.sleep(600)", wall_s=0.3).limit == "wall_s"
    done = run("while True: print('x' * 1000)", output_bytes=5000)
    assert (done.limit, len(done.out)) == ("output_bytes", 5000)
    forks = "import os, time\nfor _ in range(5): os.fork()\ntime.sleep(60)"
    assert run(forks, processes=10).limit == "processes"
    cancel = threading.Event()
    cancel.set()
    assert run("import time; time.sleep(600)", cancel=cancel).cancelled


def test_a_daemon_that_holds_the_pipes_is_not_waited_for(run: Run) -> None:
    done = run(
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid()\n    print('daemon', os.getpid(), flush=True)\n    time.sleep(600)\n"
        "import sys; sys.stdout.write('')\ntime.sleep(0.2)\nprint('done')"
    )
    assert done.out.endswith(b"done\n")
    os.kill(int(done.out.split()[1]), 9)
