"""Planted faults: answers as scripted, a crash at a chosen point, a clock that does not wait.

None of them depends on time. A crash happens while the subject waits for a lent object, so it always finds the
program at the same place:

    class Gateway:
        def __init__(self, subject, script):
            self._subject, self._script = subject, script

        def submit(self, order_id, payload):
            answer = self._script.next(order_id)
            if answer == "crash":
                self._subject.kill()
            ...

    with crashing(subject):
        subject.call("shop:run", Gateway(subject, Scripted({"o-5": ["crash"]}, "ok")))
    subject.call("shop:run", ...)  # a fresh process, the files as the crash left them
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from prodtutor.checkkit.errors import SubjectKilled
from prodtutor.checkkit.subject import Subject

Answer = TypeVar("Answer")
_stopped: WeakKeyDictionary[Subject, int] = WeakKeyDictionary()
"""Whose clock stands still: the number of its process."""


class Scripted(Generic[Answer]):
    """Answers for each key, one after the other, and who asked. Safe to use from several threads.

    What an answer means is up to the lent object that asks: keep this object in a private attribute of it, because
    the subject can read public ones.
    """

    def __init__(self, answers: Mapping[str, Sequence[Answer]] | None, default: Answer, most: int = 200) -> None:
        """default: for keys that have no answers, or no more. most: asked more often than that, it `ran_away`."""
        self._answers = {key: tuple(each) for key, each in (answers or {}).items()}
        self._default = default
        self._most = most
        self._asked: list[str] = []
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def next(self, key: str) -> Answer:
        """The next answer for `key`, remembered as asked."""
        with self._lock:
            number = self._counts[key]
            self._counts[key] += 1
            self._asked.append(key)
        answers = self._answers.get(key, ())
        return answers[number] if number < len(answers) else self._default

    @property
    def asked(self) -> list[str]:
        """The keys in the order in which they were asked for."""
        with self._lock:
            return list(self._asked)

    def count(self, key: str) -> int:
        """How often `key` was asked for."""
        with self._lock:
            return self._counts[key]

    @property
    def ran_away(self) -> bool:
        """Whether it was asked more than `most` times: a program that retries for ever. Kill it."""
        with self._lock:
            return len(self._asked) > self._most


@contextmanager
def crashing(subject: Subject) -> Iterator[None]:
    """In the block something kills the subject; afterwards a fresh process answers, on the files that are left.

    It may also come to the end of the block alive: look at what killed it if that matters. Other errors pass.
    """
    with suppress(SubjectKilled):
        yield
    subject.restart()


def stop_clock(subject: Subject) -> None:
    """From now on `time.sleep` in this process of the subject returns at once; `slept` tells what was asked for.

    Do it before the learner's modules are imported: `from time import sleep` keeps what it finds. Done once for each
    process; doing it again costs nothing.
    """
    subject.start()
    if _stopped.get(subject) != subject.starts:
        subject.probe(_stop_clock)
        _stopped[subject] = subject.starts


def slept(subject: Subject) -> list[float]:
    """The seconds that `time.sleep` was asked for since the last look (of what was not a number: 0)."""
    found = subject.probe(_slept)
    return [float(item) for item in found] if isinstance(found, list) else []


def _stop_clock() -> None:
    import time

    asked: list[float] = []

    def sleep(seconds: float, /) -> None:
        asked.append(float(seconds) if isinstance(seconds, (int, float)) else 0.0)

    sleep.asked = asked  # type: ignore[attr-defined]
    time.sleep = sleep  # type: ignore[assignment]


def _slept() -> list[float]:
    import time

    asked: list[float] = getattr(time.sleep, "asked", [])
    found = list(asked)
    asked.clear()
    return found


PROBES = (_stop_clock, _slept)
"""For `keep_ready`."""
