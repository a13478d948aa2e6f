"""Asks for verdicts off the event loop, one at a time: a newer request overtakes the one under way."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.widget import Widget

from prodtutor.checking.verdict import CheckEvent, GateAnswered, StepFailing, StepJudged, StepVerdict, Verdict
from prodtutor.tui.desk import LessonDesk

if TYPE_CHECKING:
    from prodtutor.tui.app import TutorApp

_TRY_S = 45.0
"""A pause while typing is no failed try: without being asked, one counts at most this often."""


class CheckDriver(Widget):
    """Has nothing to show. `request` starts a check; what it finds comes up as messages."""

    app: TutorApp
    DEFAULT_CSS = "CheckDriver { display: none; }"

    @dataclass
    class Started(Message):
        """A check is under way."""

    @dataclass
    class Preparing(Message):
        """The lesson's libraries are put together before the first check."""

    @dataclass
    class GateSpoke(Message):
        """One tool is through; there may be findings before the verdict."""

        event: GateAnswered

    @dataclass
    class StepSpoke(Message):
        """One step is judged; others may be under way."""

        step: StepVerdict

    @dataclass
    class StepStumbled(Message):
        """One step cannot be done any more; more of it may be under way."""

        step: StepVerdict

    @dataclass
    class Judged(Message):
        """The verdict on what is on disk."""

        verdict: Verdict

    @dataclass
    class Failed(Message):
        """The check could not be made."""

        error: Exception

    @dataclass
    class _Ended(Message):
        """The thread is through, overtaken or not."""

    def __init__(self, desk: LessonDesk) -> None:
        super().__init__()
        self._desk = desk
        self._cancel = threading.Event()
        self._busy = False
        self._again = False
        self._first: str | None = None
        self._asked = False
        self._tried_at = time.monotonic()
        self._warm = False

    @property
    def running(self) -> bool:
        """Whether a check is under way or asked for."""
        return self._busy or self._again

    def request(self, first: str | None, *, asked: bool = False) -> None:
        """Judge what is on disk; the step `first` (an id) before the others.

        asked: the learner pressed the key, so nothing is answered from memory, and a failure counts as a try.
        """
        self._first = first
        self._asked = self._asked or asked
        if self._busy:
            self._again = True
            self._cancel.set()
            return
        self._busy = True
        self._cancel = threading.Event()
        self.post_message(self.Started())
        asked, self._asked = self._asked, False
        now = time.monotonic()
        tried = asked or now - self._tried_at >= _TRY_S
        if tried:
            self._tried_at = now
        self._judge(first, self._cancel, asked, tried)

    def stop(self) -> None:
        """End the check under way; ask for no other."""
        self._again = False
        self._cancel.set()

    def on_unmount(self) -> None:
        self.stop()

    @work(thread=True, group="check", exit_on_error=False)
    def _judge(self, first: str | None, cancel: threading.Event, asked: bool, tried: bool) -> None:
        def forward(event: CheckEvent) -> None:
            if cancel.is_set():
                return
            if isinstance(event, StepJudged):
                self.post_message(self.StepSpoke(event.step))
            elif isinstance(event, StepFailing):
                self.post_message(self.StepStumbled(event.step))
            elif isinstance(event, GateAnswered):
                self.post_message(self.GateSpoke(event))

        try:
            if not self._desk.is_prepared():
                self.post_message(self.Preparing())
            verdict = self._desk.check(first, forward, cancel, again=asked, tried=tried)
        except Exception as error:  # noqa: BLE001 – the screen says it in a sentence
            if not cancel.is_set():
                self.post_message(self.Failed(error))
        else:
            if not cancel.is_set():
                self.post_message(self.Judged(verdict))
        finally:
            self.post_message(self._Ended())

    @work(thread=True, group="warm", exit_on_error=False)
    def _warm_up(self) -> None:
        self._desk.warm_up()

    @on(_Ended)
    def _is_through(self, event: _Ended) -> None:
        event.stop()
        self._busy = False
        if not self._warm:  # the first verdict may have come from memory, with nothing started
            self._warm = True
            self.app.spare()  # what the first check has loaded stays
            self._warm_up()
        if self._again:
            self._again = False
            self.request(self._first)
