"""Looks for a race between two calls: stops the first at every step that Python makes, lets the other run, goes on.

Where the other could run although the first was under way, it is stopped as well, at the beginning of each of its
lines, and the first goes on before it does: a lock made by hand, of a flag, gives way only then.

Stopping a thread anywhere is what every system does all the time, so whatever comes out did happen, and may happen in
production. A call that has to wait for the other (for its lock, say) is noticed, and the other goes on: nothing is held
against it. What is a wrong outcome, only the check knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prodtutor.checkkit.rest import look_source
from prodtutor.checkkit.sources import keep_ready, source_of
from prodtutor.checkkit.subject import Subject

_MOST_STEPS = 400
_AT_MOST_S = 8.0
"""What is not explored by then is not held against anybody."""
_REPLAYS = 3
_CROWD = 48
"""So many threads are enough for one process: a scene may leave some behind, such as one that owns a number."""

_MOST_LINES = 12

Stop = tuple[int, int | None]
"""The steps before which the first call and the other one are stopped."""
Scene = tuple[Callable[[], Any], Callable[[], Any], Callable[[], Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one interleaving. Values are plain; an exception is the text `raised Name: text`."""

    at: int
    """The step before which the first call was stopped; 0 is its beginning."""
    at_other: int | None
    """The step before which the other call was stopped until the first had ended or slept; None if it was not."""
    one: Any
    """What the first call returned; None when it never ended."""
    other: Any
    after: Any
    """What the look afterwards returned; None when it never ended."""
    waited: bool
    """Whether the other call had to wait for the first."""
    stuck: bool
    """Whether one of them never ended: they waited for each other, say, or for a lock that nobody gives back."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the learner's that ran."""

    who: str
    """`one` or `other`; `helper` on a thread that they, or what they share, have started."""
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
    other_stopped: int | None
    """And when the other call was; None if it was not."""


class Interleavings:
    """All ways in which one call can come in between the steps of another."""

    def __init__(self, subject: Subject, scene: Callable[..., Scene], *arguments: Any) -> None:
        """scene: a probe, run anew with `arguments` for each interleaving.

        It returns three functions of no argument: the first call, the other call, and a look at what came of them.
        Code of the learner's folder is what is stopped, also where the first call has it done by another thread; that
        of the scene itself is not.
        """
        self._subject, self._scene, self._arguments = subject, scene, arguments
        self._hidden = False
        self._lines: list[list[int]] = [[], []]
        self.steps = 0
        """How many steps the first call makes; known after `find`."""
        self.hidden = False
        """Whether a call could not be stopped: it runs no code of the folder, or stops the tracing. Known as well."""
        self.stuck_s = 2.0
        """After how many seconds, in which all threads sleep, two calls are taken to be stuck."""

    def find(self, wrong: Callable[[Outcome], bool]) -> Interleaving | None:
        """An interleaving with a wrong outcome that came about again when it was replayed; None if there is none.

        After one that is stuck, the subject's process is dropped: threads of it would never end.
        """
        outcomes = self._run([(at, None) for at in range(_MOST_STEPS)])
        self.steps = len(outcomes)
        suspects = [seen for seen in outcomes if wrong(seen.outcome)]
        if not suspects:
            pairs = self._pairs([seen.outcome for seen in outcomes])
            suspects = [seen for seen in self._run(pairs) if wrong(seen.outcome)]
        self.hidden = self._hidden or not outcomes
        suspects.sort(key=lambda seen: seen.outcome.waited)  # where nobody waited, it is plain to see what happened
        for suspect in suspects:
            for _ in range(_REPLAYS):
                for again in self._run([(suspect.outcome.at, suspect.outcome.at_other)], tell=True):
                    if wrong(again.outcome):
                        return again
        return None

    def _pairs(self, outcomes: list[Outcome]) -> list[Stop]:
        """Where to stop both: at beginnings of lines, where the first is under way and the other need not wait."""
        free = [seen.at for seen in outcomes if seen.at in self._lines[0] and seen.at and not seen.waited]
        return [(at, other) for at in free[:_MOST_LINES] for other in self._lines[1][1:_MOST_LINES]]

    def _run(self, stops: list[Stop], *, tell: bool = False) -> list[Interleaving]:
        source, name = source_of(self._scene)
        scene = (source, name, list(self._arguments))
        runs: list[Mapping[str, Any]] = []
        latest = time.monotonic() + _AT_MOST_S
        while len(runs) < len(stops) and not (runs and _is_end(runs[-1])):
            left_s = latest - time.monotonic()
            if runs:
                if left_s <= 0:
                    break
                self._subject.restart()  # threads of the scenes crowd it
            rest = stops[len(runs) :]
            runs += self._subject.probe(explore, look_source(), scene, rest, tell, left_s, self.stuck_s, _CROWD)
        self._hidden = self._hidden or any(run["hidden"] for run in runs)
        if runs and runs[0]["at"] == 0:
            self._lines = [runs[-1]["begins"][0], runs[0]["begins"][1]]
        if any(run["stuck"] for run in runs):
            self._subject.restart()
        return [_interleaving(run) for run in runs if run["reached"]]


def _is_end(run: Mapping[str, Any]) -> bool:
    """Whether no other stop is to be tried: the first call is over before it comes there, or threads are stuck."""
    return bool(run["stuck"] or not run["reached"])


def _interleaving(run: Mapping[str, Any]) -> Interleaving:
    names = ("at", "at_other", "one", "other", "after", "waited", "stuck")
    outcome = Outcome(**{name: run[name] for name in names})
    return Interleaving(outcome, tuple(Line(*line) for line in run["lines"]), run["stopped"], run["other_stopped"])


def explore(  # noqa: C901  (one function, because it crosses as one source)
    source: str,
    scene: tuple[str, str, list[Any]],
    stops: list[tuple[int, int | None]],
    tell: bool,
    most_s: float,
    stuck_s: float,
    crowd: int,
) -> list[dict[str, Any]]:
    """Runs in the subject: these interleavings, one at least.

    tell: whether to note the lines. Ends when there is no such step, when a call is stuck, after `most_s` seconds, and
    when there are more than `crowd` threads.
    """
    import os
    import sys
    import threading
    import time

    root = os.path.join(sys.path[0], "")
    space: dict[str, Any] = {}
    for text in (source, scene[0]):
        exec("from __future__ import annotations\n" + text, space)  # noqa: S102
    look, set_up, apart = space["look"], space[scene[1]], {threading.get_native_id()}

    class Actor:
        """One call on a thread of its own, counted step by step."""

        def __init__(self, who: str, call: Any, lines: list[Any], stop_at: int | None = None) -> None:
            self.who, self.call, self.lines, self.stop_at = who, call, lines, stop_at
            self.steps = self.depth = 0
            self.begins: list[int] = []  # the steps that begin a line, the first time that it runs
            self.seen: set[Any] = set()
            self.value: Any = None
            self.stopped, self.go, self.over = threading.Event(), threading.Event(), threading.Event()
            self.thread = threading.Thread(target=self.run, daemon=True)

        def run(self) -> None:
            sys.settrace(self.enter)
            try:
                value = self.call()
                plain = value is None or type(value) in (bool, int, float, str, list, tuple, dict)
                self.value = value if plain else repr(value)[:300]
            except BaseException as error:  # noqa: BLE001
                self.value = f"raised {type(error).__name__}: {error}"[:300]
            finally:
                sys.settrace(None)
                self.over.set()
                self.stopped.set()

        def enter(self, frame: Any, *_: Any) -> Any:
            if not frame.f_code.co_filename.startswith(root):
                return None
            frame.f_trace_opcodes = True
            own = threading.current_thread() is self.thread
            self.depth += own
            return self.step if own else self.help

        def step(self, frame: Any, event: str, _: Any) -> Any:
            if event == "line":
                line = (self.who, frame.f_code.co_filename[len(root) :], frame.f_lineno)
                self.lines.append(line)
                if line not in self.seen:
                    self.seen.add(line)
                    self.begins.append(self.steps)
            elif event == "opcode":
                self.count()
            elif event == "return":  # comes for a yield and for an exception, too
                self.depth -= 1
            return self.step

        def help(self, frame: Any, event: str, _: Any) -> Any:
            if event == "line":
                self.lines.append(("helper", frame.f_code.co_filename[len(root) :], frame.f_lineno))
            elif event == "opcode" and self.thread.ident is not None and not self.stopped.is_set():
                self.count()
            return self.help

        def count(self) -> None:
            if self.steps == self.stop_at:
                self.stopped.set()
                self.go.wait()
            self.steps += 1

    def come(events: list[Any], actors: list[Actor], patience: float) -> bool:
        """Wait for these events; False when all threads are asleep for `patience` seconds, or spin."""
        last, still, resting = None, 0, time.monotonic()
        began = sum(actor.steps for actor in actors)
        while not all(event.wait(0.0001) for event in events):
            seen, now = look(apart), time.monotonic()
            state = (sum(actor.steps for actor in actors), seen)
            if not patience and state[0] > began + 5_000:
                return False
            if state != last or (seen and not all(asleep for asleep, _ in seen.values())):
                last, still, resting = state, 0, now
            still += 1
            if still >= 3 and now - resting >= (patience if seen else patience + 0.02):
                return False
        return True

    def run(at: int, at_other: int | None) -> dict[str, Any]:
        lines: list[Any] = []
        first = Actor("one", None, lines, at)
        threading.settrace(first.enter)  # for threads that begin from now on; where they do the work, they are stopped
        first.call, other, after = set_up(*scene[2])
        second, last = Actor("other", other, lines, at_other), Actor("after", after, [])
        waited, other_stopped = False, None
        first.thread.start()
        stuck = not come([first.stopped], [first], stuck_s)
        stopped, reached = len(lines), not first.over.is_set()
        if reached and not stuck:
            second.thread.start()
            waited = not come([second.stopped], [second], 0.0)
            if at_other is not None:
                other_stopped = None if second.over.is_set() else len(lines)
                first.go.set()
                come([first.over], [first], 0.0)
            second.stop_at = None
            second.go.set()
            first.go.set()
            stuck = not come([first.over, second.over], [first, second], stuck_s)
        if reached and not stuck:
            last.thread.start()
            stuck = not come([last.over], [last], stuck_s)
        first.go.set()
        for actor in () if stuck else (first, second, last):
            if actor.thread.ident is not None:
                actor.thread.join()
        return {
            "at": at,
            "at_other": at_other,
            "one": first.value,
            "other": second.value,
            "after": last.value,
            "reached": reached,
            "waited": waited,
            "stuck": stuck,
            "hidden": not stuck and any(actor.depth > 0 for actor in (first, second, last)),
            "lines": list(lines) if tell else [],
            "stopped": stopped,
            "other_stopped": other_stopped,
            "begins": [first.begins, second.begins],
        }

    found: list[dict[str, Any]] = []
    latest = time.monotonic() + most_s
    for at, at_other in stops:
        found.append(run(at, at_other))
        if not found[-1]["reached"] or found[-1]["stuck"]:
            break
        if time.monotonic() > latest or threading.active_count() > crowd:
            break
    threading.settrace(None)
    return found


keep_ready(explore)
