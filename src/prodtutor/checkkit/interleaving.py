"""Looks for a race between two calls: stops the first at every step that Python makes, lets the second run, goes on.

Stopping a thread anywhere is what every system does all the time, so whatever comes out did happen, and may happen in
production. A call that has to wait for the other (for its lock, say) is noticed, and the other goes on: nothing is held
against it. What is a wrong outcome, only the check knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prodtutor.checkkit.rest import look_source
from prodtutor.checkkit.subject import Subject, keep_ready

Call = tuple[Any, ...]
"""The name of a method, then its arguments."""

_MOST_STEPS = 400
_REPLAYS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one interleaving. Values are plain; an exception is the text `raised Name: text`."""

    at: int
    """The step before which the first call was stopped; 0 is its beginning."""
    one: Any
    """What the first call returned; None when it never ended."""
    other: Any
    after: tuple[Any, ...]
    """What the calls made afterwards returned."""
    waited: bool
    """Whether the second call had to wait for the first."""
    stuck: bool
    """Whether they waited for each other, or a call afterwards for them, for ever."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the learner's that ran."""

    who: str
    """`one`, `other`, or `after` for the calls made afterwards."""
    file: str
    """Relative to the folder of the learner's files."""
    number: int


@dataclass(frozen=True, slots=True)
class Interleaving:
    """An outcome, and how it came about."""

    outcome: Outcome
    lines: tuple[Line, ...]
    """In the order in which they began."""
    stopped: int
    """How many of `lines` had begun when the first call was stopped."""


class Interleavings:
    """All ways in which `other` can come in between the steps of `one`, both called on the same fresh object."""

    def __init__(
        self,
        subject: Subject,
        make: str,
        arguments: Sequence[Any],
        one: Call,
        other: Call,
        after: Sequence[Call] = (),
    ) -> None:
        """make: `module:Class`, called with `arguments` for each interleaving. after: calls made when both are over."""
        self._subject = subject
        self._scene = (make, list(arguments), one, other, list(after))
        self.steps = 0
        """How many steps the first call makes; known after `find`."""

    def find(self, wrong: Callable[[Outcome], bool]) -> Interleaving | None:
        """An interleaving with a wrong outcome that came about again when it was replayed; None if there is none.

        After one that is stuck, the subject's process is dropped: threads of it would never end.
        """
        outcomes = self._run(None)
        self.steps = len(outcomes)
        for suspect in outcomes:
            for _ in range(_REPLAYS if wrong(suspect.outcome) else 0):
                for again in self._run(suspect.outcome.at):
                    if wrong(again.outcome):
                        return again
        return None

    def _run(self, only: int | None) -> list[Interleaving]:
        found = self._subject.probe(explore, look_source(), *self._scene, only, _MOST_STEPS)
        outcomes = [_interleaving(run) for run in found]
        if any(seen.outcome.stuck for seen in outcomes):
            self._subject.restart()
        return outcomes


def _interleaving(run: Mapping[str, Any]) -> Interleaving:
    outcome = Outcome(run["at"], run["one"], run["other"], tuple(run["after"]), run["waited"], run["stuck"])
    return Interleaving(outcome, tuple(Line(*line) for line in run["lines"]), run["stopped"])


def explore(  # noqa: C901  (one function, because it crosses as one source)
    source: str, make: str, arguments: list[Any], one: Call, other: Call, after: list[Call], only: int | None, most: int
) -> list[dict[str, Any]]:
    """Runs in the subject. Every interleaving, or the one that stops the first call before step `only`."""
    import importlib
    import os
    import sys
    import threading
    import time

    module, _, name = make.partition(":")
    factory = getattr(importlib.import_module(module), name)
    root = os.path.join(sys.path[0], "")
    space: dict[str, Any] = {}
    exec("from __future__ import annotations\n" + source, space)  # noqa: S102
    look, apart = space["look"], {threading.get_native_id()}

    class Actor:
        """One call on a thread of its own, counted step by step."""

        def __init__(self, thing: Any, who: str, calls: list[Call], lines: list[Any], stop_at: int | None) -> None:
            self.thing, self.who, self.calls, self.lines, self.stop_at = thing, who, calls, lines, stop_at
            self.steps = 0
            self.values: list[Any] = []
            self.stopped, self.go, self.over = threading.Event(), threading.Event(), threading.Event()
            self.thread = threading.Thread(target=self.run, daemon=True)

        def run(self) -> None:
            sys.settrace(self.enter)
            try:
                for method, *args in self.calls:
                    self.values.append(self.plain(getattr(self.thing, method)(*args)))
            except BaseException as error:  # noqa: BLE001
                self.values.append(f"raised {type(error).__name__}: {error}"[:300])
            finally:
                sys.settrace(None)
                self.over.set()
                self.stopped.set()

        def plain(self, value: Any) -> Any:
            return value if value is None or type(value) in (bool, int, float, str) else repr(value)[:300]

        def enter(self, frame: Any, *_: Any) -> Any:
            if not frame.f_code.co_filename.startswith(root):
                return None
            frame.f_trace_opcodes = True
            return self.step

        def step(self, frame: Any, event: str, _: Any) -> Any:
            if event == "line":
                self.lines.append((self.who, frame.f_code.co_filename[len(root) :], frame.f_lineno))
            elif event == "opcode":
                if self.steps == self.stop_at:
                    self.stopped.set()
                    self.go.wait()
                self.steps += 1
            return self.step

    def come(events: list[Any], actors: list[Actor], patience: float) -> bool:
        """Wait for these events; False when all threads are asleep for `patience` seconds, or spin."""
        last, still, resting = None, 0, time.monotonic()
        began = sum(actor.steps for actor in actors)
        while not all(event.wait(0.0001) for event in events):
            seen, now = look(apart), time.monotonic()
            state = (sum(actor.steps for actor in actors), seen and seen[1])
            if not patience and state[0] > began + 50_000:
                return False
            if state != last or (seen and not seen[0]):
                last, still, resting = state, 0, now
            still += 1
            if still >= 3 and now - resting >= (patience if seen else patience + 0.02):
                return False
        return True

    def run(at: int | None) -> dict[str, Any]:
        thing = factory(*arguments)
        lines: list[Any] = []
        first, second = Actor(thing, "one", [one], lines, at), Actor(thing, "other", [other], lines, None)
        waited = False
        first.thread.start()
        stuck = not come([first.stopped], [first], 1.5)
        stopped, reached = len(lines), not first.over.is_set()
        if reached and not stuck:
            second.thread.start()
            waited = not come([second.over], [second], 0.0)
            first.go.set()
            stuck = not come([first.over, second.over], [first, second], 1.5)
        last = Actor(thing, "after", after, [], None)
        if reached and not stuck:
            last.thread.start()
            stuck = not come([last.over], [last], 1.5)
        for actor in () if stuck else (first, second, last):
            if actor.thread.ident is not None:
                actor.thread.join()
        return {
            "at": at,
            "reached": reached,
            "one": first.values[0] if first.values else None,
            "other": second.values[0] if second.values else None,
            "after": list(last.values),
            "waited": waited,
            "stuck": stuck,
            "lines": list(lines) if only is not None else [],
            "stopped": stopped,
        }

    found: list[dict[str, Any]] = []
    for at in range(most) if only is None else [only]:
        seen = run(at)
        if not seen.pop("reached"):
            break
        found.append(seen)
        if seen["stuck"]:
            break
    return found


keep_ready(explore)
