"""A daemon that left its parent's group and session is still found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from prodtutor.processes import bare_environment, run

PARENT = """
import os, sys, time
from pathlib import Path
from prodtutor.processes import adopt_orphans, bare_environment, end_strays, run
assert adopt_orphans()
daemon = '''
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("daemon", "w").write(str(os.getpid()))
        time.sleep(600)
    os._exit(0)
os.wait()
while not os.path.exists("daemon") or not open("daemon").read(): pass
'''
run([sys.executable, "-I", "-S", "-c", daemon], cwd=Path.cwd(), env=bare_environment())
pid = int(Path("daemon").read_text())
assert os.path.exists(f"/proc/{pid}"), "the daemon should have survived its group"
assert end_strays() == 1
assert not os.path.exists(f"/proc/{pid}")
assert end_strays() == 0
"""


@pytest.mark.skipif(sys.platform != "linux", reason="subreapers are a Linux thing")
def test_a_daemon_does_not_outlive_the_judge(tmp_path: Path) -> None:
    done = run([sys.executable, "-I", "-c", PARENT], cwd=tmp_path, env=bare_environment())
    assert done.status == 0, done.err.decode()
