"""One event loop on a thread of its own, for the coroutines that the judge begins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

Answer = Callable[..., None]


class EventLoop:
    """Made when the first coroutine begins: importing asyncio takes longer than starting Python."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._loop: Any = None
        self._tasks: dict[str, Any] = {}
        self._starting = threading.Lock()

    def begin(self, call_id: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Call `target` on the loop's thread and await what it returns; the answer goes out when that is over."""
        import asyncio

        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True, name="event loop").start()

        async def whole() -> None:
            try:
                value = target(*args, **kwargs)
                if hasattr(type(value), "__await__") or asyncio.iscoroutine(value):
                    value = await value
            except BaseException as error:  # noqa: BLE001  (a cancellation and SystemExit are answers too)
                del self._tasks[call_id]
                self._answer(call_id, error=error)
            else:
                del self._tasks[call_id]
                self._answer(call_id, value)

        made = threading.Event()

        def start() -> None:
            self._tasks[call_id] = self._loop.create_task(whole())
            made.set()

        self._loop.call_soon_threadsafe(start)
        made.wait()

    def cancel(self, call_id: str) -> bool:
        """Ask for the task's cancellation; False when it is over already."""
        task = self._tasks.get(call_id)
        if task is None:
            return False
        self._loop.call_soon_threadsafe(task.cancel)
        return True

    def resolve(self, future: Any, message: dict[str, Any]) -> None:
        """Hand an answer to a task that waits for it, on whatever loop it runs."""

        def settle() -> None:
            if not future.done():
                future.set_result(message)

        try:
            future.get_loop().call_soon_threadsafe(settle)
        except RuntimeError:  # that loop is closed: nobody waits any more
            return
