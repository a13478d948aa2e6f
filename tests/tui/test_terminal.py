"""A terminal that goes away takes the tutor along, whatever it was just drawing."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests.conftest import StillAlive

from prodtutor.tui.desk import Desk
from prodtutor.tui.terminal import Enduring, enduring

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals")
OPEN = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "prodtutor", "lesson", "1", "--pack", sys.argv[1]])
"""


def test_what_is_written_to_a_terminal_that_is_gone_is_lost() -> None:
    ours, theirs = os.openpty()
    with contextlib.suppress(OSError), os.fdopen(theirs, "w", encoding="utf-8") as file:  # closing it writes, too
        terminal = Enduring(file)
        terminal.write("x")
        os.close(ours)
        for _ in range(100):
            terminal.write("more")
            terminal.flush()
        assert terminal.fileno() == theirs


def test_a_file_that_is_closed_takes_it_too() -> None:
    file = io.StringIO()
    file.close()
    terminal = Enduring(file)
    assert terminal.write("more") == 4
    terminal.flush()


def test_only_a_terminal_of_unix_is_changed() -> None:
    from textual.drivers.headless_driver import HeadlessDriver
    from textual.drivers.linux_driver import LinuxDriver

    assert enduring(HeadlessDriver) is HeadlessDriver
    assert issubclass(enduring(LinuxDriver), LinuxDriver)


@pytest.mark.parametrize("after", [1, 2_000, 20_000])
def test_the_tutor_ends_with_its_terminal(desk: Desk, after: int, still_alive: StillAlive) -> None:
    """At the first sign of life, while the first screen is drawn, and later."""
    settings = desk.settings
    desk.close()
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(settings.pack)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={
            **os.environ,
            "TERM": "xterm-256color",
            "PRODTUTOR_HOME": str(settings.home),
            "PRODTUTOR_STATE": str(settings.state),
        },
        cwd=Path(__file__).parent,
    )
    os.close(theirs)
    seen = 0
    while seen < after:
        seen += len(os.read(ours, 4096))
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    os.close(ours)
    try:
        process.wait(60)
        assert still_alive(family) == []
    finally:
        process.kill()
        process.wait()
