"""The gateway that the checks lend: it answers as scripted, writes everything down, and can crash the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prodtutor.checkkit import Raise, Subject
from prodtutor.checkkit.faults import Scripted


class Books:
    """What a gateway has seen. The learner's code never gets at it."""

    def __init__(self, subject: Subject, answers: Mapping[str, Sequence[str]] | None = None, most: int = 30) -> None:
        """answers: for each order id, one word a try: `ok`, `timeout`, `late` (charged, but no answer), `rejected WHY`,
        `raise CLASS` (a built-in exception, or `module:Class`), `crash` (nothing was charged), `crash late`; `fault`,
        alone or before another one, calls `on_fault`.
        """
        self.subject = subject
        self.script = Scripted(answers, "ok", most)
        self._known = list(answers or {})  # `o-17-2` is a second try for `o-17`, under whatever id
        self.calls: list[tuple[str, object]] = []
        """Order id and payload of each call."""
        self.charged: list[str] = []
        """Ids in the order in which they were charged, each once: the gateway knows its own."""
        self.crashed = False
        self.on_fault: Callable[[], object] | None = None

    def answer(self, order_id: str, payload: object) -> None:
        self.calls.append((order_id, payload))
        answer = self.script.next(next((known for known in self._known if order_id.startswith(known)), order_id))
        if self.script.ran_away:
            self.subject.kill()
            return
        if answer.startswith("fault") and self.on_fault is not None:
            self.on_fault()
            answer = answer.removeprefix("fault").strip() or "ok"
        if answer.startswith("rejected"):
            raise Raise("gateway:GatewayRejected", answer.partition(" ")[2])
        if answer.startswith("raise"):
            raise Raise(answer.partition(" ")[2], f"planted by the check at {order_id}")
        if answer not in ("timeout", "crash") and order_id not in self.charged:
            self.charged.append(order_id)
        if answer.startswith("crash"):
            self.crashed = True
            self.subject.kill()
        if answer in ("timeout", "late"):
            raise Raise("gateway:GatewayTimeout", f"no answer for {order_id}")

    def tries(self, order_id: str) -> list[str]:
        """The ids that it was called with for this order, try by try: ids that are made from its own count, too."""
        return [known for known, _ in self.calls if known.startswith(order_id)]

    @property
    def ids(self) -> list[str]:
        """The ids in the order of the calls."""
        return [order_id for order_id, _ in self.calls]


class Submit:
    """What the learner's code gets as `gateway.submit`: it can be called, and nothing in it can be looked at."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def __call__(self, order_id: Any, payload: Any) -> None:
        self._books.answer(order_id if type(order_id) is str else repr(order_id), payload)


class Sleep:
    """The `sleep` that the checks hand in: it notes how long, and does not wait."""

    def __init__(self) -> None:
        self._waits: list[Any] = []

    def __call__(self, seconds: Any = 0) -> None:
        self._waits.append(seconds)


def waits(sleep: Sleep) -> list[float]:
    """The seconds that it was asked for; what is no number counts as 0."""
    return [float(item) if type(item) in (int, float) else 0.0 for item in sleep._waits]
