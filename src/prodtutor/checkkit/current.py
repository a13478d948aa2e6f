"""What is judged right now: set by the judge before it runs pytest, read by the plugin's fixtures."""

from __future__ import annotations

import hashlib
import random
import secrets
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prodtutor.checkkit.folder import Folder
from prodtutor.checkkit.fork_host import ForkHost
from prodtutor.checkkit.fork_server import ROOM, ForkServer
from prodtutor.checkkit.host import Host
from prodtutor.checkkit.sandboxed_folder import SandboxedFolder
from prodtutor.processes import Limits


@dataclass(frozen=True, slots=True)
class Current:
    """One judged snapshot."""

    stage: Path
    """A folder with the learner's files as they are judged (pragmas blanked). Each subject gets a copy."""
    original: Mapping[str, bytes]
    """Laid-out name -> bytes, as the learner wrote them."""
    scratch: Path
    """Where subjects make their folders; each is removed when its test ends."""
    libraries: Path | None = None
    """A folder with nothing but the third-party packages that the learner may import."""
    limits: Limits = field(default_factory=Limits)
    cancel: threading.Event | None = None
    """When it is set, subjects end and programs are killed within 50 ms: the check was overtaken."""
    server: ForkServer | None = None
    """Where processes are forked, which saves most of the time of starting them; spawning, when None."""

    seed: int | None = None
    """What all draws of this run follow from; None: each is drawn afresh."""

    def seed_for(self, name: str) -> int:
        """The seed, 0 to 2**32 - 1, of what `name` draws: nobody knows it before, unless the run was given a seed."""
        if self.seed is None:
            return secrets.randbits(32)
        return int.from_bytes(hashlib.sha256(f"{self.seed} {name}".encode()).digest()[:4], "big")

    def make_host(self) -> Host:
        """What starts the processes of this run."""
        if self.server is not None:
            return ForkHost(self.server, self.libraries, self.limits)
        return Host(self.libraries, self.limits)

    def make_folder(self) -> Folder:
        """A new folder for a subject, with its copy of the learner's files."""
        if self.server is not None and self.server.sandbox is not None:
            return SandboxedFolder(self.stage, self.server.room, ROOM)
        return Folder(self.stage, self.scratch)


_HURRIED_S = 2.0
_current: Current | None = None
_hurried = False


def configure(current: Current | None) -> None:
    """Set what the next run of pytest judges; None when it is over. One run at a time in a process."""
    global _current, _hurried
    _current, _hurried = current, False


def hurry() -> None:
    """From now on, until the next run, wait less: the learner's program has already failed to answer once."""
    global _hurried
    _hurried = True


def patience(seconds: float) -> float:
    """How long to wait for something that may take `seconds`."""
    return min(seconds, _HURRIED_S) if _hurried else seconds


def fresh_draw(name: str) -> random.Random:
    """Numbers drawn afresh in every run, for what tests share under `name`; a test itself has its fixture `draw`."""
    return random.Random(current().seed_for(name))  # noqa: S311  (test data, no secret)


def listening_socket() -> socket.socket | None:
    """A listening socket on the loopback that sandboxed subjects of this run can reach; None without a sandbox.

    Raises ZygoteLost.
    """
    server = _current.server if _current is not None else None
    return server.listen() if server is not None and server.sandbox is not None else None


def current() -> Current:
    """What is judged. Raises RuntimeError when the judge has not said."""
    if _current is None:
        raise RuntimeError("no run is configured: call prodtutor.checkkit.current.configure first")
    return _current
