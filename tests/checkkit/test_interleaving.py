"""The search for races: racy classes are always found, correct ones never accused."""

from __future__ import annotations

from typing import Any

import pytest

from prodtutor.checkkit import Interleavings, Outcome

HEAD = """
    import queue
    import sys
    import threading
    import time
    from concurrent.futures import ThreadPoolExecutor

    class Base:
        def __init__(self, level):
            self.level = level
            self.lock = threading.Lock()
            self.more = threading.Lock()
            self.busy = False
"""
RACY = {
    "check then act": """
        def take(self, qty):
            if self.level < qty:
                return False
            self.level -= qty
            return True
    """,
    "three steps in one line": """
        def take(self, qty):
            self.level -= qty
            if self.level < 0:
                self.level += qty
                return False
            return True
    """,
    "two small locks": """
        def take(self, qty):
            with self.lock:
                enough = self.level >= qty
            if enough:
                with self.lock:
                    self.level -= qty
            return enough
    """,
    "a flag": """
        def take(self, qty):
            while self.busy:
                time.sleep(0)
            self.busy = True
            try:
                if self.level < qty:
                    return False
                self.level -= qty
                return True
            finally:
                self.busy = False
    """,
    "a new lock": """
        def take(self, qty):
            with threading.Lock():
                if self.level < qty:
                    return False
                self.level -= qty
                return True
    """,
    "in a helper of its own": """
        def take(self, qty):
            return all([self.enough(qty), self.go(qty)])

        def enough(self, qty):
            return self.level >= qty

        def go(self, qty):
            if self.enough(qty):
                self.level -= qty
                return True
            return False
    """,
    "on a thread of its own each time": """
        def take(self, qty):
            answer = queue.Queue()
            threading.Thread(target=self.go, args=(qty, answer)).start()
            return answer.get()

        def go(self, qty, answer):
            enough = self.level >= qty
            if enough:
                self.level -= qty
            answer.put(enough)
    """,
    "in a pool with more than one thread": """
        def take(self, qty):
            with self.lock:
                if not hasattr(self, "pool"):
                    self.pool = ThreadPoolExecutor(2)
            return self.pool.submit(self.go, qty).result()

        def go(self, qty):
            if self.level < qty:
                return False
            self.level -= qty
            return True
    """,
}
CORRECT = {
    "one lock": """
        def take(self, qty):
            with self.lock:
                if self.level < qty:
                    return False
                self.level -= qty
                return True
    """,
    "a lock with a timeout": """
        def take(self, qty):
            assert self.lock.acquire(timeout=30)
            try:
                if self.level < qty:
                    return False
                time.sleep(0.001)
                self.level -= qty
                return True
            finally:
                self.lock.release()
    """,
    "a thread that owns the number": """
        def take(self, qty):
            answer = queue.Queue()
            self.asked().put((qty, answer))
            return answer.get()

        def asked(self):
            with self.lock:
                if not hasattr(self, "orders"):
                    self.orders = queue.Queue()
                    threading.Thread(target=self.serve, daemon=True).start()
                return self.orders

        def serve(self):
            while True:
                qty, answer = self.orders.get()
                enough = self.level >= qty
                self.level -= qty if enough else 0
                answer.put(enough)
    """,
    "it waits by looking again and again": """
        def take(self, qty):
            while not self.lock.acquire(blocking=False):
                pass
            try:
                if self.level < qty:
                    return False
                self.level -= qty
                return True
            finally:
                self.lock.release()
    """,
}


def scene(level: int, qty: int) -> Any:
    """Two take the same; then somebody looks."""
    import importlib

    thing = importlib.import_module("app").Thing(level)
    return lambda: thing.take(qty), lambda: thing.take(qty), lambda: thing.level


def _files(body: str) -> dict[str, str]:
    return {"app.py": f"{HEAD}\n    class Thing(Base):{body}"}


def _wrong(outcome: Outcome) -> bool:
    return outcome.stuck or outcome.after != 5 - 3 * [outcome.one, outcome.other].count(True) or outcome.after < 0


@pytest.mark.parametrize("name", RACY)
def test_a_race_is_found_shown_and_found_again(make: Any, name: str) -> None:
    subject = make(_files(RACY[name]), timeout=30.0)
    ways = Interleavings(subject, scene, 5, 3)
    found = ways.find(_wrong)
    assert found is not None
    assert ways.steps > 5
    assert not ways.hidden
    assert found.outcome.one is True
    assert found.outcome.other is True
    assert not found.outcome.waited
    who = [line.who for line in found.lines]
    assert set(who[: found.stopped]) <= {"one", "helper"}
    assert "other" in who[found.stopped :]
    assert (found.other_stopped is not None) == (name == "a flag")
    if found.other_stopped is not None:
        assert found.other_stopped > found.stopped
        assert set(who[found.stopped : found.other_stopped]) == {"other"}
    assert {line.file for line in found.lines} == {"app.py"}
    again = Interleavings(subject, scene, 5, 3).find(_wrong)
    assert again is not None
    assert again.outcome == found.outcome


@pytest.mark.parametrize("name", CORRECT)
def test_what_is_right_is_never_accused(make: Any, name: str) -> None:
    subject = make(_files(CORRECT[name]), timeout=30.0)
    ways = Interleavings(subject, scene, 5, 3)
    assert ways.find(_wrong) is None
    assert not ways.hidden
    assert Interleavings(subject, scene, 6, 3).find(lambda seen: not (seen.one is seen.other is True)) is None


HIDING = {
    "the tracing is switched off": """
        def take(self, qty):
            sys.settrace(None)
            return self.go(qty)
    """,
    "the frame's own tracing is switched off": """
        def take(self, qty):
            sys._getframe().f_trace = None
            return self.go(qty)
    """,
    "none of it is code of the folder": """
        take = eval("lambda self, qty: self.level >= qty and not setattr(self, 'level', self.level - qty)")
    """,
}


@pytest.mark.parametrize("name", HIDING)
def test_what_cannot_be_stopped_is_told(make: Any, name: str) -> None:
    files = _files(f"""
        def go(self, qty):
            return True
{HIDING[name]}""")
    ways = Interleavings(make(files, timeout=30.0), scene, 5, 3)
    assert ways.find(lambda _: False) is None
    assert ways.hidden


def test_a_deadlock_is_told_from_waiting(make: Any) -> None:
    def crossing() -> Any:
        import importlib

        thing = importlib.import_module("app").Thing(0)
        return lambda: thing.to(), lambda: thing.fro(), lambda: thing.level

    files = _files("""
        def to(self):
            with self.lock, self.more:
                return "to"

        def fro(self):
            with self.more, self.lock:
                return "fro"
    """)
    subject = make(files, timeout=30.0)
    starts = subject.starts
    ways = Interleavings(subject, crossing)
    ways.stuck_s = 0.5
    found = ways.find(lambda outcome: outcome.stuck)
    assert found is not None
    assert found.outcome.waited
    assert (found.outcome.one, found.outcome.other) == (None, None)
    assert subject.get("app:__name__") == "app"  # by a fresh process: threads of the other one would never end
    assert subject.starts > starts + 1


def test_a_lock_that_is_not_given_back_is_noticed(make: Any) -> None:
    files = _files("""
        def take(self, qty):
            self.lock.acquire()
            return True
    """)
    ways = Interleavings(make(files, timeout=30.0), scene, 5, 3)
    ways.stuck_s = 0.5
    found = ways.find(lambda outcome: outcome.stuck)
    assert found is not None
    assert None in (found.outcome.one, found.outcome.other)


def test_errors_and_odd_values_are_plain(make: Any) -> None:
    files = _files("""
        def take(self, qty):
            if qty > self.level:
                raise LookupError("too many")
            return object
    """)
    outcomes: list[Outcome] = []
    ways = Interleavings(make(files), scene, 5, 7)
    assert ways.find(lambda outcome: bool(outcomes.append(outcome))) is None
    assert {(seen.one, seen.other, seen.after) for seen in outcomes} == {
        ("raised LookupError: too many", "raised LookupError: too many", 5)
    }
    assert [seen.at for seen in outcomes if seen.at_other is None] == list(range(ways.steps))
    assert all(seen.at_other for seen in outcomes[ways.steps :])
    Interleavings(make(files), scene, 5, 1).find(lambda outcome: bool(outcomes.append(outcome)))
    assert outcomes[-1].one == "<class 'object'>"


def test_what_does_not_come_about_again_is_not_told(make: Any) -> None:
    files = _files("""
        def take(self, qty):
            return True
    """)
    seen: list[int] = []

    def once(outcome: Outcome) -> bool:
        seen.append(outcome.at)
        return len(seen) == 1

    assert Interleavings(make(files), scene, 5, 1).find(once) is None
    assert len(seen) > 1
