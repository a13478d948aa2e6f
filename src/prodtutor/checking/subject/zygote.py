"""A process that has the standard library in memory and forks: each child becomes a worker or runs a program.

It serves the judge over one socket, has one thread, and never runs a line of the learner's. Linux only. In a sandbox
it is the first process there (pid 1): nobody inside can kill it, all end when it ends, and orphans come to it.

A request is one message. Its first descriptor is a *report* line of its own. `listen` opens a listening socket on the
loopback and sends its descriptor back. Anything else is JSON (or `@`, with the JSON in the last descriptor), with the
child's stdin, stdout and stderr. On the report go, to the judge: `p` and the child's id, with a pidfd; `f` and a reason
when something failed; at the end `s` and the exit status. When the judge closes its end, the child is killed if it
still runs, and its id set free.
"""

from __future__ import annotations

import _socket
import atexit
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
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from . import program, shutdown, suite, worker
from .orphans import Orphans
from .passing import listening, passed, rights, whole
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

_ALWAYS = frozenset(("_sitebuiltins",))
_LARGEST = 1 << 17
_MOST_DESCRIPTORS = 5
_PR_SET_DUMPABLE = 4
_STANDARD = ("stdin", "stdout", "stderr")
_SOURCES = (".py", ".pyc", ".so")
_MOST_FILES = 2_000
_READ_AT_START = ("LANG", "LANGUAGE", "TZ", "LC_", "LD_", "GLIBC_", "MALLOC_", "OPENSSL_")
"""Beginnings of the names of variables that the system's libraries read once, when a process starts."""


def main(
    control: int,
    recorder: Recorder,
    at_start: Collection[str],
    room: str,
    wanted: str,
    more: Sequence[str] = (),
) -> Task:
    """Serve the requests that come on the descriptor `control`. Returns in children only.

    room: in a sandbox, the folder of the subjects' folders; else empty. wanted: names of standard modules, with commas
    between them, of which those in `PRELOAD` are held ready; all of it, when empty. more: a folder with third-party
    packages, and modules from there to be held ready as well.
    """
    gc.disable()  # importing makes little garbage, and looking for it takes a tenth of our start
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # which a pid 1 does not even notice
    os.closerange(3, control)
    os.closerange(control + 1, os.sysconf("SC_OPEN_MAX"))
    known = list(sys.path)
    sys.path += more[:1]
    for name in [*_chosen(wanted), *more[1:]]:
        try:
            __import__(name)
        except ImportError:  # this Python was built without it
            continue
    if "pytest" in more:
        suite.prepare()
    sys.path[:] = known
    finder = _set_aside(recorder, at_start)
    _let_in(False)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    gc.freeze()
    gc.enable()
    line = _socket.socket(fileno=control)
    message = [json.dumps(finder.names).encode()]
    if room:
        folder = os.open(room, os.O_RDONLY | os.O_DIRECTORY)
        line.sendmsg(message, [rights(folder)])
        os.close(folder)
    else:
        line.sendmsg(message)
    return _Server(line, finder, Orphans() if room else None).serve()


def _chosen(wanted: str) -> list[str]:
    """Of `PRELOAD`, what is wanted and what everything here needs."""
    names = frozenset(wanted.split(","))
    return [name for name in PRELOAD if not wanted or name in names or name in _ALWAYS]


def _set_aside(recorder: Recorder, at_start: Collection[str]) -> Finder:
    def logging_begins(module: Any) -> None:
        atexit.register(module.shutdown)
        if hasattr(module, "_startTime"):
            module._startTime = time.time() if isinstance(module._startTime, float) else time.time_ns()

    if "logging" in sys.modules:
        atexit.unregister(sys.modules["logging"].shutdown)
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


def _tell(report: int, data: bytes, *descriptors: int) -> None:
    line = _socket.socket(fileno=report)
    try:
        line.sendmsg([data], [rights(*descriptors)] if descriptors else [], _socket.MSG_DONTWAIT)
    except OSError:  # the judge does not want it any more; poll says so too
        pass
    finally:
        line.detach()


class _Child:
    def __init__(self, pid: int, pidfd: int, report: int) -> None:
        self.pid, self.pidfd, self.report = pid, pidfd, report


class _Server:
    def __init__(self, control: _socket.socket, finder: Finder, orphans: Orphans | None) -> None:
        self._finder = finder
        self._names = frozenset(finder.names)  # made here, because whoever looks at a text has it copied
        self._control = control
        self._orphans = orphans
        self._poll = select.poll()
        self._poll.register(control.fileno(), select.POLLIN)
        self._ending: dict[int, _Child] = {}
        """By pidfd: children that run."""
        self._reported: dict[int, _Child] = {}
        """By report: children that the judge has not let go."""

    def serve(self) -> Task:
        control = self._control.fileno()
        while True:
            ready = [descriptor for descriptor, _ in self._poll.poll(self._look_at_orphans())]
            # The request comes last: its descriptors may get the numbers of those that are closed here.
            for descriptor in sorted(ready, key=control.__eq__):
                if descriptor == control:
                    if (task := self._take()) is not None:
                        return task
                elif descriptor in self._ending:
                    self._ended(self._ending[descriptor])
                elif descriptor in self._reported:
                    self._let_go(self._reported[descriptor])

    def _look_at_orphans(self) -> int | None:
        """How many milliseconds later to look again; None: when something happens."""
        if self._orphans is None:
            return None
        return self._orphans.look({child.pid for child in self._reported.values()})

    def _take(self) -> Task | None:
        room = _socket.CMSG_SPACE(_MOST_DESCRIPTORS * struct.calcsize("i"))
        data, extra, _, _ = self._control.recvmsg(_LARGEST, room, _socket.MSG_CMSG_CLOEXEC)
        if not data:  # the judge is gone
            for child in list(self._reported.values()):
                self._let_go(child)
            os._exit(0)
        report, *others = passed(extra)
        if data == b"listen":
            _listen(report)
            os.close(report)
            return None
        try:
            pid = os.fork()
        except OSError as error:
            _tell(report, _failure(error))
            for descriptor in (report, *others):
                os.close(descriptor)
            return None
        if pid == 0:
            self._control.detach()
            return _become(data, others, report, self._finder, self._names)
        for descriptor in others:
            os.close(descriptor)
        child = _Child(pid, os.pidfd_open(pid), report)
        _tell(report, struct.pack("=ci", b"p", pid), child.pidfd)
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
        _tell(child.report, struct.pack("=ci", b"s", status))

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


def _listen(report: int) -> None:
    """Open a listening socket at a free port and send it to the judge."""
    try:
        line = listening()
    except OSError as error:
        _tell(report, _failure(error))
        return
    _tell(report, b"l", line.fileno())
    line.close()


def _failure(error: BaseException) -> bytes:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return b"f" + text.encode("utf-8", "replace")[:500]


def _become(data: bytes, descriptors: list[int], report: int, finder: Finder, names: frozenset[str]) -> Task:
    """Make this child what a new interpreter would be, or start one, where that makes a difference."""
    try:
        os.setsid()
        for number, descriptor in enumerate(descriptors[:3]):
            os.dup2(descriptor, number)
        request: dict[str, Any] = json.loads(data if data != b"@" else whole(descriptors[3]))
        os.closerange(3, report)
        os.closerange(report + 1, os.sysconf("SC_OPEN_MAX"))
        os.chdir(request["cwd"])
        env: dict[str, str] = request["env"]
        if _at_start(env) != _at_start(os.environ) or _shadowed(request["look_in"], names):
            for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these, and what it executes would too
                signal.signal(number, signal.SIG_DFL)
            os.execve(request["command"][0], request["command"], env)  # noqa: S606
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(env)
        _open_streams(request["unbuffered"])
        sys.argv[:] = request["argv"]
        sys.orig_argv[:] = request["command"]
        _let_in(True)
    except BaseException as error:  # noqa: BLE001  (whatever it was: the judge says so)
        _tell(report, _failure(error))
        os._exit(1)
    os.close(report)
    if request["kind"] == "program":
        shutdown.prepare(program, finder)
    return KINDS[request["kind"]], request["config"], request["argv"]


def _at_start(env: Any) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_READ_AT_START)}


def _shadowed(folders: Iterable[str], names: frozenset[str]) -> bool:
    """Whether a file or folder below `folders` has the name of a module that we hold ready.

    A learner's own `queue.py` must be found by whatever imports `queue`, the standard library included. A tree beyond
    all measure is taken for one that has such a file.
    """
    waiting = list(dict.fromkeys(folders))
    seen = 0
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    stem, _, ending = entry.name.partition(".")
                    if stem in names and (entry.name.endswith(_SOURCES) if ending else entry.is_dir()):
                        return True
                    seen += 1
                    if seen > _MOST_FILES:
                        return True
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue
    return False


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
