"""Root becomes somebody else for good, and still reaches what it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from prodtutor.processes.unprivileged import SCRIPT, command_as

NOBODY = 65534
LOOK = """
import json, os, sys
def may(what, *names):
    try:
        return bool(what(*names)) or True
    except OSError:
        return False
print(json.dumps({
    "ids": [os.getresuid(), os.getresgid(), os.getgroups()],
    "back": may(os.setuid, 0),
    "read": open(sys.argv[1]).read(),
    "others": may(os.listdir, sys.argv[2]) and os.listdir(sys.argv[2]),
    "write": may(open, sys.argv[1], "a"),
}))
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root has rights to give up")


def needed() -> list[Path]:
    return [Path(sys.base_prefix), Path(sys.prefix)]


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_what_is_needed_can_be_reached_and_nothing_beside_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)  # only root may enter
    (tmp_path / "needed").mkdir()
    (tmp_path / "needed" / "file").write_text("hello")
    (tmp_path / "secret").write_text("root's own")
    look = [sys.executable, "-I", "-c", LOOK, str(tmp_path / "needed" / "file"), str(tmp_path)]

    done = run(command_as(NOBODY, [*needed(), tmp_path / "needed"], look))

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["ids"] == [[NOBODY] * 3, [NOBODY] * 3, []]
    assert (seen["back"], seen["write"]) == (False, False)
    assert (seen["read"], seen["others"]) == ("hello", ["needed"])
    assert sorted(os.listdir(tmp_path)) == ["needed", "secret"]  # our own view has not changed


def test_what_nobody_else_may_read_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    done = run(command_as(NOBODY, [*needed(), closed], [sys.executable, "-c", "pass"]))

    assert done.returncode == 1
    assert done.stderr.strip() == f"nobody but root may read {closed}"


def test_it_needs_nothing_but_the_standard_library() -> None:
    assert "prodtutor" not in "".join(line for line in SCRIPT.read_text().splitlines() if "import" in line)
