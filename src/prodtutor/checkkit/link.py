"""The judge's end of the wire: asks one subject, serves what it asks back, and ends it when it misbehaves."""

from __future__ import annotations

import contextlib
import pathlib
import queue
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

from prodtutor.checking.subject import wire
from prodtutor.checkkit import answers
from prodtutor.checkkit.callbacks import Callbacks
from prodtutor.checkkit.errors import CheckMistake, SubjectDied, SubjectKilled, SubjectTimeout
from prodtutor.checkkit.handle import Handle, link_of, number_of
from prodtutor.processes import Limits, Patience, Process, ZygoteLost, chunks
from prodtutor.processes.limits import in_words

T = TypeVar("T")
Message = dict[str, Any]
Outcome = Message | BaseException
"""What a pending call comes to: the subject's answer, or why there is none."""
Answer = Future[Outcome]

_LOOK_EVERY_S = 0.05
_HANGING_UP_S = 1.0
SIGXCPU = -24
"""The exit status of a process that has used up its processor time."""


class Link:
    """One subject process and the line to it. Threads: one reads, one writes, one for each callback under way."""

    def __init__(
        self,
        process: Process,
        output: pathlib.Path,
        limits: Limits,
        timeout: float = 5.0,
        cancel: threading.Event | None = None,
    ) -> None:
        """output: the file that the process prints to. timeout: seconds that an answer may take.

        cancel: when it is set, whoever waits gets SubjectDied within 50 ms.
        """
        self._cancel = cancel
        self._timeout = timeout
        self.fault_seen = False
        """Whether the mistake of a lent object has reached the check."""
        self._process = process
        self._output = output
        self._limits = limits
        self._main: int | None = None
        self._lock = threading.Lock()
        self._pending: dict[str, Answer] = {}
        self._handles: dict[int, Handle] = {}
        self._over: BaseException | None = None
        self._closing = False
        self._gone = threading.Event()
        """The process is over: nothing that comes later counts, whoever holds its pipe."""
        self._callbacks = Callbacks(self)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=target, daemon=True, name=f"subject {name}")
            for target, name in ((self._read, "reader"), (self._write, "writer"))
        ]
        for thread in self._threads:
            thread.start()

    # -- asking --------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """From now on this thread's calls go to the subject's main thread, if no other thread's do."""
        if self._main is None:
            self._main = threading.get_ident()

    def ask(
        self,
        op: str,
        on: str | Handle | None,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
        *,
        timeout: float | None = None,
    ) -> Any:
        """Ask and wait for the answer, at most `timeout` seconds (this line's own when None).

        Raises SubjectRaised, SubjectDied, SubjectTimeout, CheckMistake (what was passed cannot cross), or whatever a
        lent object's own mistake raised.
        """
        return self.wait(self.begin(op, on, args, kwargs)[1], timeout, _name(on))

    def ask_for(self, kind: type[T], op: str, on: str | Handle | None, args: tuple[object, ...] = ()) -> T:
        """The same where the answer's exact type is known; another type means that the subject lies."""
        value = self.ask(op, on, args)
        if type(value) is not kind:
            raise self.end(f"it answered {op} with something else")
        return value

    def begin(
        self,
        op: str,
        on: str | Handle | None,
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
        *,
        aside: bool = False,
    ) -> tuple[str, Answer]:
        """Ask without waiting: the call's id and the answer to come. aside: on a thread of its own in the subject."""
        call_id = secrets.token_hex(8)
        message = {
            "k": "call",
            "id": call_id,
            "t": call_id if aside else self._conversation(),
            "op": op,
            "on": number_of(on) if isinstance(on, Handle) else on,
            "args": [self.encode(item) for item in args],
            "kw": {name: self.encode(item) for name, item in (kwargs or {}).items()},
        }
        line = self._pack(message)
        answer: Answer = Future()
        with self._lock:
            if self._over is not None:
                if not isinstance(self._over, SubjectDied) and not self.fault_seen:
                    self.fault_seen = True
                    raise self._over
                raise SubjectDied(f"it was over before this: {self._over}", getattr(self._over, "limit", None))
            self._pending[call_id] = answer
        self._outbox.put(line)
        return call_id, answer

    def wait(self, answer: Answer, timeout: float | None = None, what: str = "it") -> Any:
        """Wait for an answer of `begin`; errors as in `ask`. The subject's limits are watched meanwhile."""
        timeout = self._timeout if timeout is None else timeout
        patience = Patience(timeout, self._process.pid)
        while True:
            try:
                message = answer.result(min(_LOOK_EVERY_S, patience.left or _LOOK_EVERY_S))
                break
            except TimeoutError:
                if answer.done():
                    continue
            if patience.is_over():
                self._end_with(SubjectTimeout(f"{what} gave no answer in {timeout:g} s"))
            else:
                self._look()
        if isinstance(message, BaseException):
            self.fault_seen = True
            raise message
        return self._value(message)

    def _value(self, message: Message) -> Any:
        try:
            if "e" in message:
                self._look_at_output()  # a program that prints too much sees an OSError of the file's limit first
                error = answers.mishap(message["e"], self._handle)
            else:
                return wire.decode(message.get("v", ()), self._special)
        except wire.WireError as problem:
            raise self.end(f"what it sent is not an answer: {problem}") from None
        raise error

    def _conversation(self) -> str:
        """Calls from the settled thread go to the subject's main thread; others get a thread for each call."""
        under_way = self._callbacks.conversation()
        if under_way is not None:
            return under_way
        return "main" if threading.get_ident() == self._main else secrets.token_hex(8)

    # -- what crosses --------------------------------------------------------------------------------------

    def encode(self, value: object) -> Any:
        """Data for the wire. Raises CheckMistake for what cannot be lent."""
        return wire.encode(value, self._stay)

    def decode(self, data: object) -> Any:
        """The value of data from the subject. Raises WireError."""
        return wire.decode(data, self._special)

    def _stay(self, value: object) -> Any:
        if isinstance(value, Handle):
            if link_of(value) is not self:
                raise CheckMistake("this handle belongs to another subject")
            return {"h": number_of(value)}
        if isinstance(value, pathlib.PurePath):
            return {"p": str(value)}
        return self._callbacks.lending.lend(value).on_wire()

    def _special(self, tag: str, content: object) -> Any:
        if tag == "h":
            return self._handle(content)
        if tag == "o" and (lent := self._callbacks.lending.get(content)):
            return lent.target
        raise wire.WireError("a value has an unknown tag")

    def _handle(self, content: object) -> Handle:
        number, kind, member = answers.handle_parts(content)
        with self._lock:
            handle = self._handles.get(number)
            if handle is None:
                handle = self._handles[number] = Handle(self, number, kind, member)
        return handle

    def _pack(self, message: Message) -> bytes:
        try:
            return wire.pack(message)
        except wire.WireError as error:
            raise CheckMistake(str(error)) from None

    def send(self, message: Message) -> None:
        """Send a message that is no call (a callback's answer). Raises CheckMistake when it is too large."""
        self._outbox.put(self._pack(message))

    # -- the two threads -----------------------------------------------------------------------------------

    def _write(self) -> None:
        """A thread of its own, because a subject that does not read would block whoever writes."""
        pipe = self._process.stdin
        while pipe is not None and (line := self._outbox.get()) is not None:
            view = memoryview(line)
            try:
                while view:
                    view = view[pipe.write(view) or 0 :]
            except (OSError, ValueError):
                return  # the subject has gone; the reader notices

    def _read(self) -> None:
        pipe = self._process.stdout
        rest = bytearray()
        try:
            for chunk in chunks(pipe, self._gone) if pipe is not None else ():
                *lines, tail = chunk.split(b"\n")
                for line in lines:
                    rest += line
                    self._receive(bytes(rest))
                    rest.clear()
                rest += tail
                if len(rest) > wire.LARGEST:
                    self.end("it sent a message that is too large")
        except wire.WireError as problem:
            self.end(f"it sent what is not an answer: {problem}")
        self._hung_up()

    def _receive(self, line: bytes) -> None:
        message = wire.unpack(line)
        kind = message.get("k")
        if kind == "answer":
            call_id = message.get("id")
            with self._lock:
                answer = self._pending.pop(call_id, None) if type(call_id) is str else None
            if answer is None:
                raise wire.WireError("an answer that nobody waits for")
            answer.set_result(message)
        elif kind == "callback":
            self._callbacks.take(message)
        else:
            raise wire.WireError("neither answer nor question")

    # -- the end -------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """End a subject that is over a limit, or dead without having hung up (a child of its may hold the pipe)."""
        self._look_at_output()
        if self._cancel is not None and self._cancel.is_set():
            self.end("the check was cancelled")
        if self._process.poll() is not None:
            self._gone.set()
            self._threads[0].join(_HANGING_UP_S)
            self._hung_up()
        elif limit := self._process.over_limit():
            self._end_limit(limit)

    def _look_at_output(self) -> None:
        with contextlib.suppress(OSError):
            if self._output.lstat().st_size > self._limits.output_bytes:
                raise self._end_limit("output_bytes")

    def _end_limit(self, limit: str) -> SubjectDied:
        error = SubjectDied(in_words(limit, self._limits), limit)
        self._end_with(error)
        return error

    def _hung_up(self) -> None:
        if self._over is not None or self._closing:
            return
        status = self._process.wait(_HANGING_UP_S)
        if self._process.lost:
            self._end_with(ZygoteLost(self._process.lost))
        elif status is None:
            self.end("it closed its line to the tutor")
        elif status == SIGXCPU:
            self._end_limit("cpu_s")
        elif status < 0:
            self.end(f"the program was ended by signal {-status} in the middle of a call")
        else:
            self.end(f"the program ended in the middle of a call, with exit status {status}")

    def end(self, why: str) -> SubjectDied:
        """End the subject because it misbehaved; return the error to raise."""
        error = SubjectDied(why)
        self._end_with(error)
        return error

    def kill(self) -> None:
        """End the subject because the check wants it dead; whoever waits gets SubjectKilled."""
        self._end_with(SubjectKilled("the check ended it in mid-run"))

    def fail(self, fault: BaseException) -> None:
        """End the subject because a lent object has a mistake; whoever waits gets `fault` itself."""
        self._end_with(fault)

    @property
    def over(self) -> bool:
        """Whether the subject has ended, as far as we know now."""
        return self._over is not None or self._process.poll() is not None

    @property
    def fault(self) -> BaseException | None:
        """The mistake of a lent object that ended the subject."""
        over = self._over
        return None if over is None or isinstance(over, SubjectDied) else over

    def _end_with(self, error: BaseException) -> None:
        with self._lock:
            if self._over is None:
                self._over = error
            first, waiting = self._over, list(self._pending.values())
            self._pending.clear()
        self._process.kill_tree()
        self._gone.set()
        for answer in waiting:
            answer.set_result(first)

    def close(self) -> None:
        """End the subject with everything it started, and all that belongs to the line. Safe to call twice."""
        self._closing = True
        self._end_with(SubjectDied("the test is over"))
        self._outbox.put(None)
        for thread in self._threads:
            thread.join(_HANGING_UP_S)
        self._callbacks.close(_HANGING_UP_S)
        self._process.close()


def _name(on: str | Handle | None) -> str:
    """What a learner knows the target by."""
    return on.rpartition(":")[2] or on if isinstance(on, str) else "it"
