"""The learner's own run in a sandbox: their folder and their tools, without the network and the rest of their home."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from prodtutor.checkkit.host import FLAGS, LAUNCH, interpreter
from prodtutor.errors import CannotJudge
from prodtutor.processes import Boxed, Completed, Limits, Sandbox, View, attend
from prodtutor.processes.large import IN_A_FILE, LARGEST_MESSAGE, in_memory
from prodtutor.processes.run import OnOutput
from prodtutor.processes.start import PIPE

_PATIENCE_S = 10.0
_GRACE_S = 3.0
"""How long a program may take to end after Ctrl-C."""
_HOME_BYTES = 512 << 20
_SHARED = ("/usr", "/bin", "/sbin", "/lib", "/lib64")


class Enclosure:
    """A sandbox that waits for the program to be run in it. Use it as a context manager, on one thread."""

    def __init__(self, sandbox: Sandbox, view: View, cwd: Path, limits: Limits, stdin: int | IO[bytes] | None) -> None:
        """Raises CannotJudge when there is no getting into it."""
        self._limits = limits
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        near.settimeout(_PATIENCE_S)
        with far:
            command = [interpreter(), *FLAGS, str(LAUNCH), "opening", str(far.fileno())]
            self._boxed: Boxed = sandbox.start(
                command,
                view,
                env={"LANG": "C.UTF-8"},
                cwd=cwd,
                stdin=stdin,
                stdout=PIPE,
                stderr=PIPE,
                pass_fds=(far.fileno(),),
                limits=limits,
                first=False,
            )
        self._line = near
        try:
            ready = near.recv(16)
        except OSError:
            ready = b""
        if self._boxed.pid is None or not ready:
            self._boxed.process.kill_tree()
            said = self._boxed.process.stderr.read(2000) if self._boxed.process.stderr else b""
            self.close()
            words = (said or b"").decode("utf-8", "replace").strip().splitlines()
            raise CannotJudge("The sandbox did not start", f"bwrap said: {words[-1] if words else 'nothing'}.")

    def listen(self) -> socket.socket:
        """A listening socket on the loopback inside."""
        try:
            self._line.send(b"listen")
            _, descriptors, _, _ = socket.recv_fds(self._line, 16, 1, socket.MSG_CMSG_CLOEXEC)
            return socket.socket(fileno=descriptors[0])
        except (OSError, LookupError) as error:
            raise CannotJudge("The sandbox has ended", f"No service could be started in it: {error}.") from error

    def run(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        stdin: bytes | IO[bytes] | None = b"",
        cancel: threading.Event | None = None,
        on_output: OnOutput | None = None,
    ) -> Completed:
        """Run the program to its end; see `processes.run`. Ctrl-C is passed on to it."""
        request = json.dumps({"command": list(command), "env": dict(env)}).encode()
        with contextlib.suppress(OSError):  # it has ended: that shows
            if len(request) <= LARGEST_MESSAGE:
                self._line.send(request)
            else:
                with in_memory(request) as descriptor:
                    self._line.send(IN_A_FILE)
                    socket.send_fds(self._line, [IN_A_FILE], [descriptor])
        self._line.close()
        with passing_interrupts_on(self._interrupt):
            return attend(self._boxed.process, self._limits, stdin=stdin, cancel=cancel, on_output=on_output)

    def _interrupt(self) -> None:
        if sys.platform != "win32" and (pid := self._boxed.pid) is not None:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGINT)  # the first process there does not notice, all others of its group do

    def close(self) -> None:
        """End what still runs inside, and wait for that. Safe to call twice."""
        self._line.close()
        self._boxed.close()

    def __enter__(self) -> Enclosure:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


@contextlib.contextmanager
def passing_interrupts_on(interrupt: Callable[[], None]) -> Iterator[None]:
    """Within the block, the first Ctrl-C is for the program, which may end in its own way; the next one is for us.

    When the program goes on for all that, there is a next one after a few seconds (not on Windows).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[bool] = []

    def handle(*_: object) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(True)
        if sys.platform != "win32":  # no thread: it could not be started from here without risk
            signal.setitimer(signal.ITIMER_REAL, _GRACE_S, _GRACE_S)
        interrupt()

    before = signal.signal(signal.SIGINT, handle)
    alarm = signal.signal(signal.SIGALRM, handle) if sys.platform != "win32" else None
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
        signal.signal(signal.SIGINT, before)


def view_of(root: Path, env: Mapping[str, str], program: str, libraries: Path | None) -> View:
    """What a run in the learner's folder `root` sees: that folder, an empty home, and the tools on its PATH."""
    home = Path(env.get("HOME") or "/")
    read_only = {LAUNCH.parent, Path(sys.prefix), *([libraries] if libraries else [])}
    for name in env.get("PATH", "").split(os.pathsep):
        read_only |= _around(Path(name)) if os.path.isabs(name) else set()
    read_only |= {_home_of(Path(os.path.realpath(program)))}
    read_only |= {home / ".local/share/uv/python"}

    def fits(folder: Path) -> bool:
        """Not a part of the learner's folder, and nothing that their home or their folder is a part of."""
        real = Path(os.path.realpath(folder))
        return (
            folder.is_dir()
            and not str(folder).startswith(_SHARED)
            and not any(inner.is_relative_to(outer) for inner in (root, home) for outer in (folder, real))
            and not folder.is_relative_to(root)
        )

    shown = {folder: folder for folder in sorted(read_only) if fits(folder)}
    own_home = home.is_absolute() and home != Path("/") and not home.is_relative_to(root) and home.is_dir()
    return View(
        read_only=shown,
        writable={root: root},
        room=home if own_home and not str(home).startswith(_SHARED) else None,
        room_bytes=_HOME_BYTES,
        own_id=True,
        home=home,
    )


def _around(folder: Path) -> set[Path]:
    """A folder on the PATH, with what programs there are mere links to."""
    return {folder.parent} if folder.name == "shims" else {folder}


def _home_of(program: Path) -> Path:
    """What a program brings along: its own environment when it lies in a `bin`, else its folder."""
    folder = program.parent
    return folder.parent if folder.name == "bin" and (folder.parent / "lib").is_dir() else folder
