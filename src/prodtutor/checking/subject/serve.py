"""The subject's end of the wire: answers the judge, one conversation after the other or several at once.

A *conversation* is one chain of calls: the judge calls us, we call a lent object back, it calls us again. Each is
served by one thread: `main` by the main thread, others by threads of their own. A thread that waits for a lent object
serves nested calls of its own conversation meanwhile; otherwise both ends would wait for each other.
"""

from __future__ import annotations

import _thread
import itertools
import os
import sys
import threading
from _queue import SimpleQueue
from collections.abc import Awaitable
from typing import Any

from . import mishap, wire
from .lent import Borrowed, Lent, number_of
from .loop import EventLoop
from .operations import OPERATIONS
from .shelf import Shelf, Unfound, find

Message = dict[str, Any]
MAIN = "main"


class Server:
    """Serves the judge over two file descriptors until the judge hangs up; then the process ends at once."""

    def __init__(self, incoming: int, outgoing: int, root: str) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._root = root
        self._pid = os.getpid()
        self._writing = threading.Lock()
        self._queues: dict[str, SimpleQueue[Message]] = {MAIN: SimpleQueue()}
        self._awaited: dict[int, Any] = {}
        self._here = threading.local()
        self._callback_ids = itertools.count(1)
        self._loop = EventLoop(self._answer)
        self.shelf = Shelf()
        self.borrowed = Borrowed(self)

    def serve(self) -> None:
        """Run in the main thread; never returns."""
        _thread.start_new_thread(self._read, ())
        self._here.name = MAIN
        while True:
            try:
                self._work(self._queues[MAIN].get())
            except BaseException:  # noqa: BLE001, S112  (a signal handler of the learner's may raise anywhere)
                continue

    # -- reading and writing -------------------------------------------------------------------------------

    def _read(self) -> None:
        with open(self._incoming, "rb", closefd=False) as lines:
            for line in lines:
                message = wire.unpack(line)
                if message["k"] == "answer" and (future := self._awaited.pop(message["id"], None)):
                    self._loop.resolve(future, message)
                    continue
                queue = self._queues.get(message["t"])
                if queue is not None:
                    queue.put(message)
                elif message["k"] == "call":
                    threading.Thread(target=self._converse, args=(message,), daemon=True).start()
        os._exit(0)  # the judge has hung up: nobody is interested in us any more

    def _converse(self, message: Message) -> None:
        name = self._here.name = message["t"]
        self._queues[name] = SimpleQueue()
        try:
            self._work(message)
        finally:
            del self._queues[name]

    def _send(self, message: Message) -> None:
        line = memoryview(wire.pack(message))
        if os.getpid() != self._pid:
            raise RuntimeError("an object lent by the tutor cannot be used in another process")
        with self._writing:
            while line:
                line = line[os.write(self._outgoing, line) :]

    # -- serving the judge ---------------------------------------------------------------------------------

    def _work(self, message: Message) -> None:
        call_id = message["id"]
        try:
            if message["op"] == "begin":
                self._loop.begin(call_id, *self._target_and_arguments(message))
                return
            if message["op"] == "cancel":
                value: object = self._loop.cancel(message["on"])
            else:
                value = self._do(message)
        except BaseException as error:  # noqa: BLE001  (SystemExit is an answer like any other)
            self._answer(call_id, error=error)
        else:
            self._answer(call_id, value)

    def _do(self, message: Message) -> object:
        target, args, kwargs = self._target_and_arguments(message)
        return OPERATIONS[message["op"]](target, args, kwargs)

    def _target_and_arguments(self, message: Message) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        on = message["on"]
        target = find(on) if type(on) is str else None if on is None else self.shelf.get(on)
        args = tuple(wire.decode(item, self._special) for item in message["args"])
        kwargs = {name: wire.decode(item, self._special) for name, item in message["kw"].items()}
        return target, args, kwargs

    def _answer(self, call_id: str, value: object = None, error: BaseException | None = None) -> None:
        if os.getpid() != self._pid:
            os._exit(0)  # a forked child that came back to us has nothing to say
        try:
            self._send({"k": "answer", "id": call_id, **self._outcome(value, error)})
        except wire.WireError:  # too large to cross: it stays behind a handle
            self._send({"k": "answer", "id": call_id, "v": {"h": self.shelf.put(value)}})

    def _outcome(self, value: object, error: BaseException | None) -> Message:
        if error is None:
            try:
                return {"v": wire.encode(value, self._stay)}
            except BaseException as failure:  # noqa: BLE001  (changed while it was read, no memory)
                error = failure
        phase = "code"
        if isinstance(error, Unfound):
            phase, error = error.phase, error.error
        elif mishap.is_signature(error):
            phase = "signature"
        return {"e": mishap.describe(error, self._root, self.shelf.put, phase)}

    # -- what crosses --------------------------------------------------------------------------------------

    def _stay(self, value: object) -> Any:
        if issubclass(type(value), Lent):
            return {"o": number_of(value)}  # type: ignore[arg-type]
        return {"h": self.shelf.put(value)}

    def _special(self, tag: str, content: Any) -> Any:
        if tag == "h":
            return self.shelf.get(content)
        if tag == "o":
            return self.borrowed.get(*content)
        if tag == "p":
            pathlib = sys.modules.get("pathlib") or __import__("pathlib")
            return pathlib.Path(content)
        raise wire.WireError(f"unknown tag {tag}")

    # -- calling the judge back ----------------------------------------------------------------------------

    def ask_judge(self, number: int, op: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Use a lent object and wait for what comes of it, serving nested calls meanwhile."""
        callback = next(self._callback_ids)
        conversation = getattr(self._here, "name", None)
        if conversation is None:
            conversation = self._here.name = f"thread {threading.get_ident()}.{callback}"
        queue = self._queues.get(conversation)
        borrowed = queue is None
        if queue is None:
            queue = self._queues[conversation] = SimpleQueue()
        try:
            self._send(self._callback(callback, conversation, number, op, name, args, kwargs))
            while True:
                message = queue.get()
                if message["k"] == "answer":
                    return self._result(message)
                self._work(message)
        finally:
            if borrowed:
                del self._queues[conversation]

    async def await_judge(self, number: int, op: str, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The same for a coroutine function: other tasks run while the judge thinks."""
        asyncio = __import__("asyncio")
        future = asyncio.get_running_loop().create_future()
        callback = next(self._callback_ids)
        self._awaited[callback] = future
        self._send(self._callback(callback, f"task {callback}", number, op, name, args, kwargs))
        answer: Awaitable[Message] = future
        return self._result(await answer)

    def _callback(
        self, callback: int, conversation: str, number: int, op: str, name: str, args: tuple[Any, ...], kwargs: Any
    ) -> Message:
        return {
            "k": "callback",
            "id": callback,
            "t": conversation,
            "on": number,
            "op": op,
            "name": name,
            "args": [wire.encode(item, self._stay) for item in args],
            "kw": {key: wire.encode(item, self._stay) for key, item in kwargs.items()},
        }

    def _result(self, message: Message) -> Any:
        if "e" not in message:
            return wire.decode(message["v"], self._special)
        try:
            kind = find(message["e"])
        except Unfound as unfound:
            raise unfound.error from None
        args = [wire.decode(item, self._special) for item in message["args"]]
        raise kind(*args)
