"""A copy of this process does one piece of work and is gone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from prodtutor.processes import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="nothing can be forked here")

PROGRAM = """
import json, os, select, time
from prodtutor.processes import fork_work

mine = {"changed": False}
opened = os.open(os.devnull, os.O_RDONLY)

def work():
    mine["changed"] = True
    try:
        os.fstat(opened)
        inherited = True
    except OSError:
        inherited = False
    return json.dumps({"pid": os.getpid(), "inherited": inherited, "long": "x" * 200_000}).encode()

def crash():
    raise RuntimeError

def hang():
    time.sleep(600)

done = fork_work(work, at_most_s=30)
while done.read():
    pass
ended = done.end()
answer = json.loads(done.answer)
crashed = fork_work(crash, at_most_s=30)
while crashed.read():
    pass
killed = fork_work(hang, at_most_s=30)
alarmed = fork_work(hang, at_most_s=1)
while alarmed.read():
    pass
print(json.dumps({
    "elsewhere": answer["pid"] == done.pid != os.getpid(), "inherited": answer["inherited"],
    "long": len(answer["long"]), "changed": mine["changed"], "ended": ended in (0, -9),
    "crashed": [crashed.end() in (0, -9), bytes(crashed.answer).decode()], "killed": killed.end(),
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
        "inherited": False,
        "long": 200_000,
        "changed": False,
        "ended": True,
        "crashed": [True, ""],
        "killed": -9,
        "alarmed": -signal.SIGALRM,
    }
    assert left == "nothing left"
