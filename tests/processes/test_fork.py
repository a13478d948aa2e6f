"""A copy of this process does one piece of work and is gone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from prodtutor.processes import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing can be forked here")

PROGRAM = r"""
import json, os, select, time
from prodtutor.processes import fork_work

mine = {"changed": False}
opened, kept = (os.open(os.devnull, os.O_RDONLY) for _ in range(2))

def is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True

def work(write):
    mine["changed"] = True
    write(json.dumps({"pid": os.getpid(), "open": [is_open(opened), is_open(kept)]}).encode() + b"\nmore\nun")
    write(b"ended" + b"x" * 200_000)

def crash(write):
    raise RuntimeError

def hang(write):
    time.sleep(600)

done = fork_work(work, at_most_s=30, keep=(kept,))
while done.read():
    pass
ended = done.wait()
lines = done.lines()
answer = json.loads(lines[0])
everything = fork_work(work, at_most_s=30, keep=None)
while everything.read():
    pass
everything.end()
crashed = fork_work(crash, at_most_s=30)
while crashed.read():
    pass
killed = fork_work(hang, at_most_s=30)
alarmed = fork_work(hang, at_most_s=1)
while alarmed.read():
    pass
print(json.dumps({
    "elsewhere": answer["pid"] == done.pid != os.getpid(), "open": answer["open"],
    "all open": json.loads(everything.lines()[0])["open"],
    "lines": len(lines), "rest": len(done.answer), "changed": mine["changed"], "ended": ended,
    "crashed": [crashed.wait(), bytes(crashed.answer).decode()], "killed": killed.end(),
    "alarmed": alarmed.end(),
}))
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("nothing left")
"""


def test_a_copy_answers_leaves_no_trace_and_can_be_ended() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60)
    answer, left = done.stdout.splitlines()
    assert json.loads(answer) == {
        "elsewhere": True,
        "open": [False, True],
        "all open": [True, True],
        "lines": 2,
        "rest": len("unended") + 200_000,
        "changed": False,
        "ended": 0,
        "crashed": [1, ""],
        "killed": -9,
        "alarmed": -signal.SIGALRM,
    }
    assert left == "nothing left"
