"""The tutor has no network of its own: no telemetry, no update check, nothing but a check's own loopback server."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from prodtutor.processes import Limits, bare_environment, run

WATCHED = """
import ipaddress, sys

def is_loopback(host):
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

def watch(event, arguments):
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.bind", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if not is_loopback(host):
        print("NETWORK", event, host, file=sys.stderr, flush=True)

sys.addaudithook(watch)
from prodtutor.__main__ import main
sys.argv[0] = "prodtutor"
sys.exit(main())
"""

LIMITS = Limits(wall_s=120, memory_bytes=4 << 30)


def _env(tmp_path: Path) -> dict[str, str]:
    return bare_environment(PRODTUTOR_HOME=str(tmp_path / "home"), PRODTUTOR_STATE=str(tmp_path / "state"))


@pytest.mark.parametrize(
    "words",
    [["list"], ["start", "4"], ["doctor"], ["hint", "4"], ["check", "4"], ["run", "4"], ["diff", "4"]],
    ids=" ".join,
)
def test_no_command_asks_for_an_address_outside(tmp_path: Path, words: list[str]) -> None:
    if words[0] in ("check", "diff"):
        run([sys.executable, "-m", "prodtutor", "start", "4"], cwd=tmp_path, env=_env(tmp_path), limits=LIMITS)
    done = run([sys.executable, "-c", WATCHED, *words], cwd=tmp_path, env=_env(tmp_path), limits=LIMITS)
    assert done.status in (0, 1), done.err.decode()
    assert "NETWORK" not in done.err.decode()


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("bwrap"), reason="cuts the network with bubblewrap")
def test_a_lesson_is_judged_with_the_network_cut(tmp_path: Path) -> None:
    cut = ["bwrap", "--dev-bind", "/", "/", "--unshare-net", sys.executable, "-m", "prodtutor"]
    works = run(["bwrap", "--dev-bind", "/", "/", "--unshare-net", "/bin/true"], cwd=tmp_path, env=_env(tmp_path))
    if works.status != 0:
        pytest.skip("this system lets nobody make namespaces")
    assert run([*cut, "start", "4"], cwd=tmp_path, env=_env(tmp_path), limits=LIMITS).status == 0
    done = run([*cut, "check", "4"], cwd=tmp_path, env=_env(tmp_path), limits=LIMITS)
    assert done.status == 1, done.err.decode()
    assert "the API received the key" in " ".join(done.out.decode().split())
