"""Only the loopback can be reached from the learner's code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from prodtutor.checking.subject import guard

_TRY = """
import sys, socket
sys.path.insert(0, sys.argv[1])
from prodtutor.checking.subject import guard
guard.install()
host = sys.argv[2]
for work in (
    lambda: socket.create_connection((host, 9), timeout=0.2),
    lambda: socket.getaddrinfo(host, 80),
    lambda: socket.gethostbyname(host),
    lambda: socket.gethostbyaddr(host),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (host, 9)),
    lambda: socket.socket().bind((host, 0)),
):
    try:
        work()
        print("done")
    except OSError as error:
        print("refused" if "127.0.0.1 (it tried" in str(error) else "system")
"""


@pytest.mark.parametrize(
    ("host", "words"),
    [("192.0.2.1", {"refused"}), ("shop.example", {"refused", "system"}), ("127.0.0.1", {"done", "system"})],
)
def test_what_can_be_reached(host: str, words: set[str]) -> None:
    source = str(guard.__file__).split("/prodtutor/")[0] if "/" in str(guard.__file__) else sys.path[0]
    done = subprocess.run([sys.executable, "-c", _TRY, source, host], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= words
    assert len(done.stdout.split()) == 6
    if host != "127.0.0.1":
        assert done.stdout.split()[:4] == ["refused"] * 4  # before any name is looked up


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "LOCALHOST.", b"127.0.0.1"])
def test_loopback_names(host: object) -> None:
    assert guard._is_loopback(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1.example", "10.0.0.1", "1270.0.0.1", "::2", "127.x.y.z", "localhost.example"]
)
def test_other_names(host: str) -> None:
    assert not guard._is_loopback(host)
