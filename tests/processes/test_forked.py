"""A child of a fork server, seen from here: its status, and what is said when nobody knows it."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator

import pytest

from prodtutor.processes.forked import STATUS, ForkedChild, ZygoteLost, host_pid

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="pidfds are Linux's")


@pytest.fixture
def child() -> Iterator[tuple[ForkedChild, socket.socket, int]]:
    """A child that waits, the server's end of its line, and its id."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"], {})
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    made = ForkedChild(pid, os.pidfd_open(pid), near, None, None, None)
    yield made, far, pid
    made.release()
    made.release()
    far.close()
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def test_a_status_is_seen_by_all(child: tuple[ForkedChild, socket.socket, int]) -> None:
    made, far, _ = child
    assert made.poll() is None
    assert made.wait(0) is None
    far.send(STATUS.pack(b"s", -9))
    assert [made.wait(5), made.poll(), made.lost, made.failed] == [-9, -9, "", ""]


def test_a_reason_may_come_before_the_status(child: tuple[ForkedChild, socket.socket, int]) -> None:
    made, far, _ = child
    far.send(b"fNo such file")
    assert made.poll() is None
    far.send(STATUS.pack(b"s", 1))
    assert (made.wait(5), made.failed) == (1, "No such file")


def test_a_server_that_ends_takes_the_child_along(child: tuple[ForkedChild, socket.socket, int]) -> None:
    made, far, pid = child
    far.close()
    assert made.wait(5) == -9
    assert made.lost == "was ended"
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -9


def test_a_server_that_is_silent_after_the_childs_end_has_stopped(
    child: tuple[ForkedChild, socket.socket, int],
) -> None:
    made, _, pid = child
    os.kill(pid, signal.SIGTERM)
    assert made.wait(30) == -9
    assert made.lost == "has stopped"


def test_what_is_no_status_is_no_status(child: tuple[ForkedChild, socket.socket, int]) -> None:
    made, far, _ = child
    far.send(b"s")
    assert made.wait(5) == -9
    assert made.lost


def test_the_error_says_what_happened() -> None:
    assert "has stopped, and with it went what is known" in ZygoteLost("has stopped").message
    assert "was ended" in ZygoteLost().message


def test_an_id_is_told_by_its_descriptor(child: tuple[ForkedChild, socket.socket, int]) -> None:
    _, _, pid = child
    descriptor = os.pidfd_open(pid)
    assert host_pid(descriptor) == pid
    os.close(descriptor)
