"""Answers the tools that a workflow's steps call, for all machines of a check.

Each tool on a machine is a small program that asks here what to do (`checking.subject.tool`). So the tools are as fast
as the tutor's own, what is equal is done once, and what this runner does not know is noticed when it is called. The
work itself is done inside the sandbox all the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from prodtutor.checking.subject.tool import exactly, packed, unpacked
from prodtutor.checkkit.current import Current
from prodtutor.checkkit.workflows.calls import Answer, Become, Call, Done
from prodtutor.checkkit.workflows.machine import Machine, Tree, digest
from prodtutor.checkkit.workflows.tools import answer
from prodtutor.processes.forked import ZygoteLost

MYPY_CACHE = "mypy"
_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
_MYPY_FILES = f"{MYPY_CACHE}/{_PYTHON}"
_SHARDS = 16
TOOL_S = 30.0
"""How long a tool may take."""
_LENGTH = struct.Struct("=I")
_LARGEST = 1 << 22
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a run did, on the machine whose folder is `top`."""

    top: bytes
    done: Done
    changed: Mapping[str, bytes]
    removed: tuple[str, ...]


class Bench:
    """Use it as a context manager. It belongs to the run that is judged; any thread may ask for machines."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._machines: dict[str, Machine] = {}
        self._common: dict[str, frozenset[str]] = {}
        self._kept: dict[str, Future[_Kept]] = {}
        self._lock = threading.Lock()
        self._seed: dict[str, bytes] = {}
        """What mypy has kept in its cache after a run, for the next machine: it knows the standard library by then."""
        server = current.server
        sandboxed = server is not None and server.sandbox is not None
        self._listening = server.listen() if server and sandboxed else socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.2)
        self._port = self._listening.getsockname()[1]
        self._empty = tempfile.TemporaryDirectory(dir=current.scratch, prefix="empty-")
        self._closed = False
        self.runs = 0
        """How often a tool did its work, rather than being answered from before."""
        self._thread = threading.Thread(target=self._accept, daemon=True, name="bench")
        self._thread.start()

    def machine(self) -> Machine:
        """A new machine. Whoever asks for it gives it back with `release`."""
        made = Machine(self._current, Path(self._empty.name), self._port)
        self._machines[made.password] = made
        return made

    def release(self, machine: Machine) -> None:
        """The job on it is over."""
        self._machines.pop(machine.password, None)
        self._common.pop(machine.password, None)
        machine.close()

    def set_common(self, machine: Machine, names: frozenset[str]) -> None:
        """The variables by which runs of the same commands may differ and are still the same run."""
        self._common[machine.password] = names

    def warm_mypy(self, tree: Tree, *arguments: str) -> None:
        """Let mypy know the standard library from its first run on, where it is called as on `tree`.

        What it has learnt is kept beside the libraries, for later runs of the checks too. So `tree` must be ours: what
        mypy remembers of a learner's files is nothing to build a later verdict on.
        """
        libraries = self._current.libraries
        if libraries is None or not (libraries / "mypy").is_dir():
            return
        words = "\0".join((_PYTHON, str(self._current.make_host().libraries), *arguments))
        key = hashlib.sha256(f"{words}\0{digest(tree)}".encode()).hexdigest()
        kept = libraries.with_name(f"{libraries.name}-mypy-{key[:16]}")
        if not kept.is_dir():
            machine = self.machine()
            try:
                machine.put(tree)
                env = {"MYPY_CACHE_DIR": str(machine.top / MYPY_CACHE)}
                done = machine.run_tool(["", "mypy", *arguments], cwd=machine.workspace, env=env, timeout=TOOL_S)
                if done.status == 0:
                    _keep(_mypy_cache(machine), kept)
            finally:
                self.release(machine)
        with contextlib.suppress(OSError):
            self._seed = {f"{_MYPY_FILES}/{path.name}": path.read_bytes() for path in sorted(kept.iterdir())}

    def close(self) -> None:
        """End it. Safe to call twice."""
        self._closed = True
        self._thread.join()
        self._listening.close()
        for machine in list(self._machines.values()):
            self.release(machine)
        self._empty.cleanup()

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def once(self, machine: Machine, call: Call, argv: list[str], *, program: bool = False) -> Done:
        """Run a Python tool (`argv` as `tool_entry` takes it), or repeat what the same run on the same files did.

        program: `argv` is the command line of a program that is none of Python's.
        """
        before = machine.everything()
        key = self._key(machine, call, argv, before)
        with self._lock:
            known = self._kept.get(key)
            if known is None:
                mine: Future[_Kept] = Future()
                self._kept[key] = mine
        if known is not None:
            return _repeat(known.result(), machine)
        try:
            kept = self._run(machine, call, argv, before, program)
        except BaseException as error:
            mine.set_exception(error)
            raise
        mine.set_result(kept)
        return kept.done

    def _run(self, machine: Machine, call: Call, argv: list[str], before: Mapping[str, bytes], program: bool) -> _Kept:
        self.runs += 1
        run = machine.run if program else machine.run_tool
        is_mypy = argv[1:2] == ["mypy"] and not program
        if is_mypy:
            for name, data in self._seed.items():
                machine.write(name, data)
        done = run(argv, cwd=call.cwd, env=call.env, timeout=TOOL_S)
        if is_mypy and done.status == 0 and not self._seed:
            self._seed = _mypy_cache(machine)
        if done.limit == "wall_s":
            machine.lacking.append(f"a tool that takes longer than {TOOL_S:g} seconds")
        after = machine.everything()
        changed = {name: data for name, data in after.items() if before.get(name) != data}
        status = done.status if done.status >= 0 else 128 - done.status
        removed = tuple(name for name in before if name not in after)
        return _Kept(os.fsencode(machine.top), Done(status, done.out, done.err), changed, removed)

    def _key(self, machine: Machine, call: Call, argv: list[str], before: Mapping[str, bytes]) -> str:
        common = self._common.get(machine.password, frozenset())
        top = str(machine.top)
        env = {name: value.replace(top, "@") for name, value in call.env.items() if name not in common}
        words = [str(call.cwd), *argv, *(f"{name}={env[name]}" for name in sorted(env))]
        # A file such as a virtual environment's `activate` names its own place, and is the same elsewhere all the same.
        text = "\0".join(word.replace(top, "@") for word in words) + digest(before, os.fsencode(top))
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    # -- the line to the tools -----------------------------------------------------------------------------

    def _accept(self) -> None:
        while not self._closed:
            try:
                line, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True, name="bench call").start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError, struct.error, ValueError):
            line.settimeout(_PATIENCE_S)
            (length,) = _LENGTH.unpack(exactly(line, _LENGTH.size))
            if length > _LARGEST:
                return
            data = exactly(line, length)
            (password, path, cwd), data = unpacked(data)
            arguments, data = unpacked(data)
            variables, _ = unpacked(data)
            machine = self._machines.get(password.decode("ascii", "replace"))
            if machine is None:
                return
            env = dict(os.fsdecode(pair).split("=", 1) for pair in variables)
            call = Call(Path(os.fsdecode(path)), tuple(map(os.fsdecode, arguments)), Path(os.fsdecode(cwd)), env)
            line.sendall(_packed(self.answer(machine, call)))

    def answer(self, machine: Machine, call: Call) -> Answer:
        """What a tool is to do that was called on a machine."""
        try:
            return answer(self.once, machine, call)
        except ZygoteLost as error:
            machine.lost = error
        except Exception as error:  # noqa: BLE001  (a mistake of ours must not look like the workflow's)
            machine.lacking.append(f"this call of {call.name} ({type(error).__name__}: {error})")
        return Done(126)


def _mypy_cache(machine: Machine) -> dict[str, bytes]:
    names = [f"{_MYPY_FILES}/cache.{number}.db" for number in range(_SHARDS)]
    found = {name: machine.read(name) for name in names}
    return {name: data for name, data in found.items() if data is not None}


def _keep(files: Mapping[str, bytes], folder: Path) -> None:
    """Write them, all at once for whoever looks. Where they cannot be written, the next run does without them."""
    with contextlib.suppress(OSError):
        making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".making-"))
        try:
            for name, data in files.items():
                (making / name.rpartition("/")[2]).write_bytes(data)
            making.replace(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)


def _repeat(kept: _Kept, machine: Machine) -> Done:
    """Let it happen on another machine. The folders' names are of one length, so that no file comes to harm."""
    here = os.fsencode(machine.top)
    changed = {name: data.replace(kept.top, here) for name, data in kept.changed.items()}
    machine.change(changed, kept.removed)
    done = kept.done
    return Done(done.status, done.out.replace(kept.top, here), done.err.replace(kept.top, here))


def _packed(answer: Answer) -> bytes:
    if isinstance(answer, Become):
        groups = ([os.fsencode(word) for word in answer.argv], [os.fsencode(f"{k}={v}") for k, v in answer.env.items()])
        kind = b"x"
    else:
        groups = ([str(answer.status).encode(), answer.out, answer.err], [])
        kind = b"r"
    data = kind + b"".join(map(packed, groups))
    return _LENGTH.pack(len(data)) + data
