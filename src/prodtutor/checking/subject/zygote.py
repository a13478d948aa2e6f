"""A process that has the standard library in memory and forks: each child becomes a worker or runs a program.

It serves the judge over one socket, has one thread, and never runs a line of the learner's. Linux only.

A request is one JSON message with four descriptors: the child's stdin, stdout and stderr, and a *report* socket of its
own. On the report go, to the judge: `p` and the child's id, with a pidfd; `r` from the child itself when it is ready
(`f` when something failed); at the end `s` and the exit status. From the judge: one byte, and only then the child goes
on to the learner's code. When the judge closes its end, the child is killed if it still runs, and its id set free.
"""

from __future__ import annotations

import _socket
import ctypes
import gc
import io
import json
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Collection
from typing import Any

from . import program, shutdown, worker
from .preloaded import Finder, Recorder

Task = tuple[Callable[..., None], dict[str, Any], list[str]]
"""What a child does: a function to call with a configuration and arguments."""

KINDS: dict[str, Callable[..., None]] = {"worker": worker.main, "program": program.main}
_OWN = [name for name in sys.modules if not name.startswith("_prodtutor_subject")]
PRELOAD = """
    _sitebuiltins abc argparse array asyncio base64 bisect calendar cmath codecs collections collections.abc
    concurrent.futures concurrent.futures.thread configparser contextlib contextvars copy csv dataclasses datetime
    decimal difflib email.message email.policy enum errno fnmatch fractions functools getpass glob gzip hashlib heapq
    hmac html http http.client http.cookiejar http.server importlib importlib.metadata importlib.resources
    importlib.util inspect io ipaddress itertools json locale logging logging.config logging.handlers math mimetypes
    numbers operator os pathlib pickle platform pprint queue random re runpy secrets select selectors shlex shutil
    signal socket socketserver sqlite3 ssl stat statistics string struct subprocess sysconfig tempfile textwrap
    threading time timeit tomllib traceback types typing unicodedata unittest unittest.mock urllib.error urllib.parse
    urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo
""".split()  # noqa: SIM905  (a hundred lines otherwise)
"""Modules of the standard library that programs import, and whose import does nothing that a program could notice."""

_LARGEST = 1 << 18
_PR_SET_DUMPABLE = 4
_STANDARD = ("stdin", "stdout", "stderr")


def main(control: int, recorder: Recorder, at_start: Collection[str]) -> Task:
    """Serve the requests that come on the descriptor `control`. Returns in children only."""
    for name in PRELOAD:
        try:
            __import__(name)
        except ImportError:  # this Python was built without it
            continue
    finder = _set_aside(recorder, at_start)
    _let_in(False)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    gc.collect()
    gc.freeze()
    with_names = json.dumps(finder.names).encode()
    line = _socket.socket(fileno=control)
    line.send(with_names)
    return _Server(line, finder).serve()


def _set_aside(recorder: Recorder, at_start: Collection[str]) -> Finder:
    import atexit
    import logging

    def logging_begins(module: Any) -> None:
        atexit.register(module.shutdown)
        if hasattr(module, "_startTime"):
            module._startTime = time.time() if isinstance(module._startTime, float) else time.time_ns()

    atexit.unregister(logging.shutdown)
    finder = recorder.set_aside(at_start, _OWN)
    finder.on_import["logging"] = logging_begins
    return finder


def _let_in(allowed: bool) -> None:
    """Whether other processes of this user may look into this one (ptrace, /proc/PID/mem, pidfd_getfd)."""
    try:
        _LIBC.prctl(_PR_SET_DUMPABLE, int(allowed), 0, 0, 0)
    except AttributeError:
        return


_LIBC = ctypes.CDLL(None)


class _Child:
    def __init__(self, pid: int, pidfd: int, report: int) -> None:
        self.pid, self.pidfd, self.report = pid, pidfd, report


class _Server:
    def __init__(self, control: _socket.socket, finder: Finder) -> None:
        self._finder = finder
        self._control = control
        self._poll = select.poll()
        self._poll.register(control.fileno(), select.POLLIN)
        self._ending: dict[int, _Child] = {}
        """By pidfd: children that run."""
        self._reported: dict[int, _Child] = {}
        """By report: children that the judge has not let go."""

    def serve(self) -> Task:
        control = self._control.fileno()
        while True:
            ready = [descriptor for descriptor, _ in self._poll.poll()]
            # The request comes last: its descriptors may get the numbers of those that are closed here.
            for descriptor in sorted(ready, key=control.__eq__):
                if descriptor == control:
                    if (task := self._take()) is not None:
                        return task
                elif descriptor in self._ending:
                    self._ended(self._ending[descriptor])
                elif descriptor in self._reported:
                    self._let_go(self._reported[descriptor])

    def _take(self) -> Task | None:
        room = _socket.CMSG_SPACE(4 * struct.calcsize("i"))
        data, extra, _, _ = self._control.recvmsg(_LARGEST, room, _socket.MSG_CMSG_CLOEXEC)
        if not data:  # the judge is gone
            for child in list(self._reported.values()):
                self._let_go(child)
            os._exit(0)
        descriptors = [number for _, _, packed in extra for (number,) in struct.iter_unpack("i", packed)]
        report = descriptors[3]
        pid = os.fork()
        if pid == 0:
            self._control.detach()
            return _become(json.loads(data), descriptors[:3], report, self._finder)
        for descriptor in descriptors[:3]:
            os.close(descriptor)
        child = _Child(pid, os.pidfd_open(pid), report)
        line = _socket.socket(fileno=report)
        try:
            packed = struct.pack("i", child.pidfd)
            line.sendmsg([struct.pack("=ci", b"p", pid)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, packed)])
        except OSError:  # the judge does not want it any more; poll says so too
            pass
        finally:
            line.detach()
        self._ending[child.pidfd] = child
        self._reported[report] = child
        self._poll.register(child.pidfd, select.POLLIN)
        self._poll.register(report, 0)
        return None

    def _ended(self, child: _Child) -> None:
        """Report the status; the id stays taken until the judge lets it go."""
        self._poll.unregister(child.pidfd)
        del self._ending[child.pidfd]
        how = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        if how is None:
            return
        status = how.si_status if how.si_code == os.CLD_EXITED else -how.si_status
        try:
            os.write(child.report, struct.pack("=ci", b"s", status))
        except OSError:  # the judge has hung up meanwhile
            return

    def _let_go(self, child: _Child) -> None:
        self._poll.unregister(child.report)
        del self._reported[child.report]
        if self._ending.pop(child.pidfd, None):
            self._poll.unregister(child.pidfd)
            for kill in (os.killpg, os.kill):
                try:
                    kill(child.pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        os.waitpid(child.pid, 0)
        os.close(child.report)
        os.close(child.pidfd)


def _become(request: dict[str, Any], streams: list[int], report: int, finder: Finder) -> Task:
    """Make this child what a new interpreter would be; wait for the judge's word."""
    try:
        os.setsid()
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
        os.closerange(3, report)
        os.closerange(report + 1, os.sysconf("SC_OPEN_MAX"))
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        _open_streams(request["unbuffered"])
        sys.argv[:] = request["argv"]
        sys.orig_argv[:] = request["command"]
        _let_in(True)
        os.write(report, b"r")
    except BaseException:  # noqa: BLE001  (whatever it was: this run is made in another way)
        os.write(report, b"f")
        os._exit(1)
    try:
        go = os.read(report, 1)
    except OSError:
        go = b""
    if not go:
        os._exit(1)
    os.close(report)
    if request["kind"] == "program":
        shutdown.prepare(program, finder)
    return KINDS[request["kind"]], request["config"], request["argv"]


def _open_streams(unbuffered: bool) -> None:
    """Make the text streams anew, as the interpreter does at its start."""
    for number, name in enumerate(_STANDARD):
        old = getattr(sys, f"__{name}__")
        mode = "w" if number else "r"
        raw = open(number, f"{mode}b", 0 if unbuffered and number else -1, closefd=False)  # noqa: SIM115
        file: Any = raw if unbuffered and number else raw.raw  # type: ignore[attr-defined]
        file.name = f"<{name}>"
        by_line = not unbuffered and (number == 2 or file.isatty())
        through = unbuffered and number > 0
        text = io.TextIOWrapper(raw, old.encoding, old.errors, "\n", line_buffering=by_line, write_through=through)
        text.mode = mode  # type: ignore[misc]
        setattr(sys, name, text)
        setattr(sys, f"__{name}__", text)
