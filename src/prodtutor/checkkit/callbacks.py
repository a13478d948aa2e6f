"""Serves the subject's use of lent objects: a thread for each that is under way, one event loop for coroutines."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from prodtutor.checking.subject.wire import WireError
from prodtutor.checkkit import answers
from prodtutor.checkkit.errors import Raise
from prodtutor.checkkit.lending import Lending, Lent, Natural, NotLent

if TYPE_CHECKING:
    from prodtutor.checkkit.link import Link

Message = dict[str, Any]
_AT_ONCE = 256


class Callbacks:
    """What one subject asks of the judge's objects."""

    def __init__(self, link: Link) -> None:
        self.lending = Lending()
        self._link = link
        self._here = threading.local()
        self._under_way: set[threading.Thread] = set()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread: threading.Thread | None = None

    def conversation(self) -> str | None:
        """The conversation that this thread serves: a call of it to the subject must belong to the same."""
        found: str | None = getattr(self._here, "conversation", None)
        return found

    def take(self, message: Message) -> None:
        """Look at a callback and serve it on a thread of its own. Raises WireError when it is malformed."""
        lent = self.lending.get(message.get("on"))
        args, kwargs = message.get("args"), message.get("kw")
        if lent is None or type(args) is not list or type(kwargs) is not dict:
            raise WireError("a callback to nobody")
        request = (answers.text(message.get("op"), 50), answers.text(message.get("name"), 200))
        callback, conversation = answers.number(message.get("id")), answers.text(message.get("t"), 100)
        decode = self._link.decode
        values = [decode(item) for item in args], {name: decode(item) for name, item in kwargs.items()}
        thread = threading.Thread(
            target=self._serve, args=(callback, conversation, lent, request, values), daemon=True, name="lent object"
        )
        with self._lock:
            if len(self._under_way) >= _AT_ONCE:
                raise WireError("too many callbacks at once")
            self._under_way.add(thread)
        thread.start()

    def _serve(
        self,
        callback: int,
        conversation: str,
        lent: Lent,
        request: tuple[str, str],
        values: tuple[list[Any], dict[str, Any]],
    ) -> None:
        self._here.conversation = conversation
        try:
            self._link.send({"k": "answer", "id": callback, "t": conversation, **self._outcome(lent, request, values)})
        except NotLent as problem:
            self._link.end(f"it asked for what was not lent: {problem}")
        except BaseException as fault:  # noqa: BLE001  (the check's own mistake: never the learner's)
            self._link.fail(fault)
        finally:
            with self._lock:
                self._under_way.discard(threading.current_thread())

    def _outcome(self, lent: Lent, request: tuple[str, str], values: tuple[list[Any], dict[str, Any]]) -> Message:
        try:
            value = self.lending.use(lent, *request, *values)
            if asyncio.iscoroutine(value) and f"{request[1]}!" in lent.names:
                value = self._run(value)
            return {"v": self._link.encode(value)}
        except Raise as order:
            return {"e": order.name, "args": [self._link.encode(item) for item in order.arguments]}
        except Natural as natural:
            kind = type(natural.error).__name__
            args = [item if type(item) in (str, int, type(None)) else str(item) for item in natural.error.args]
            return {"e": f"builtins:{kind}", "args": [self._link.encode(item) for item in args]}

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run a lent coroutine function's coroutine on the one loop, so that several can wait for each other."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop_thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="lent coroutines")
                self._loop_thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self, patience: float) -> None:
        """Stop the loop and wait up to `patience` seconds for callbacks under way; one that blocks is left behind."""
        loop, thread = self._loop, self._loop_thread
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(_wind_up(), loop)
            thread.join(patience)
            if not thread.is_alive():
                loop.close()
        deadline = time.monotonic() + patience
        with self._lock:
            threads = list(self._under_way)
        for left in threads:
            if left is not threading.current_thread():
                left.join(max(0.0, deadline - time.monotonic()))


async def _wind_up() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    asyncio.get_running_loop().stop()
