"""A subject over files written in the test, on both hosts, and nothing of it left behind."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from prodtutor.checkkit import Subject
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.fork_server import ForkServer, can_fork
from prodtutor.processes import Limits, Sandbox, find_sandbox, live_processes

Make = Callable[..., Subject]
needs_fork = pytest.mark.skipif(not can_fork(), reason="this system has no fork server")
SANDBOX = find_sandbox()
needs_sandbox = pytest.mark.skipif(not isinstance(SANDBOX, Sandbox), reason=f"no sandbox here: {SANDBOX}")


@pytest.fixture(scope="session")
def zygote() -> Iterator[ForkServer]:
    """One fork server for all tests, as a judge has one for all runs."""
    server = ForkServer()
    assert server.wait_ready()
    yield server
    server.close()


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one library, `allowed`."""
    folder = tmp_path_factory.mktemp("libraries")
    (folder / "allowed.py").write_text("NAME = 'allowed'")
    return folder


@pytest.fixture(scope="session")
def sandboxed(libraries: Path) -> Iterator[ForkServer]:
    """The same in a sandbox."""
    assert isinstance(SANDBOX, Sandbox)
    server = ForkServer(libraries, sandbox=SANDBOX)
    assert server.wait_ready()
    yield server
    server.close()


@pytest.fixture(
    params=["spawn", pytest.param("zygote", marks=needs_fork), pytest.param("sandboxed", marks=needs_sandbox)]
)
def server(request: pytest.FixtureRequest) -> Iterator[ForkServer | None]:
    """How the learner's processes are started: None where they are spawned."""
    if request.param == "spawn":
        yield None
        return
    made: ForkServer = request.getfixturevalue(request.param)
    assert made.wait_ready()
    before = made.pid
    yield made
    assert made.pid == before, "the zygote died"


@pytest.fixture
def outside(server: ForkServer | None) -> Callable[[int], int]:
    """outside(pid) is the id that we know a subject's process by; a sandbox has numbers of its own."""

    def find(pid: int) -> int:
        if server is None or server.sandbox is None:
            return pid
        for found in psutil.Process(server.pid).children(recursive=True):
            names = Path(f"/proc/{found.pid}/status").read_text().partition("NSpid:")[2].splitlines()[0]
            if int(names.split()[-1]) == pid:
                return found.pid
        raise LookupError(pid)

    return find


@pytest.fixture
def make(tmp_path: Path, server: ForkServer | None) -> Iterator[Make]:
    """make({"app.py": "…"}, timeout=5.0, **limits) -> a subject over these files."""
    made: list[Subject] = []
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def build(
        files: dict[str, str], timeout: float = 10.0, libraries: Path | None = None, cancel: Any = None, **limits: Any
    ) -> Subject:
        stage = tmp_path / f"stage{len(made)}"
        for name, text in files.items():
            path = stage / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        stage.mkdir(exist_ok=True)
        current = Current(stage, {}, scratch, libraries, Limits(**limits), cancel, server)
        made.append(Subject(current, timeout=timeout))
        return made[-1]

    yield build
    for subject in made:
        subject.close()
    assert list(scratch.iterdir()) == []
    assert not live_processes()
