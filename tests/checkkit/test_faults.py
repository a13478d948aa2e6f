"""Planted faults: scripted answers, crashes at a chosen point, a clock that does not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from prodtutor.checkkit import Subject, SubjectKilled
from prodtutor.checkkit.faults import Scripted, crashing, slept, stop_clock

Make = Callable[..., Subject]

JOB = """
    import pathlib, time
    from time import sleep as nap

    DONE = pathlib.Path("done.txt")
    in_memory = set()

    def durable(gateway, names):
        done = DONE.read_text().split() if DONE.exists() else []
        for name in names:
            if name not in done:
                gateway.submit(name)
                with DONE.open("a") as file:
                    file.write(name + " ")
        return "all done"

    def forgetful(gateway, names):
        for name in names:
            if name not in in_memory:
                gateway.submit(name)
                in_memory.add(name)
        return "all done"

    def for_ever(gateway):
        while True:
            gateway.submit("again")

    def wait(seconds):
        time.sleep(seconds)
        nap(seconds * 2)
        return "awake"

    def wait_for_nonsense():
        time.sleep("a while")
"""
FILES = {"job.py": JOB}


class Gateway:
    """Kills the subject where the script says `crash`, and when it is asked too often."""

    def __init__(self, subject: Subject, script: Scripted[str]) -> None:
        self._subject, self._script = subject, script

    def submit(self, name: str) -> str:
        answer = self._script.next(name)
        if answer == "crash" or self._script.ran_away:
            self._subject.kill()
        return answer


def test_answers_come_in_order_and_then_the_default() -> None:
    script = Scripted({"a": ["first", "second"]}, "ok")
    assert [script.next(key) for key in "abaa"] == ["first", "ok", "second", "ok"]
    assert script.asked == ["a", "b", "a", "a"]
    assert (script.count("a"), script.count("b"), script.count("c")) == (3, 1, 0)


def test_more_than_most_ran_away() -> None:
    script = Scripted(None, 1, most=2)
    assert [script.next("x") for _ in range(2)] == [1, 1]
    assert not script.ran_away
    script.next("y")
    assert script.ran_away


def test_answers_are_given_once_to_many_threads() -> None:
    script = Scripted({"a": list(range(200))}, -1)
    got: list[int] = []

    def ask() -> None:
        got.extend(script.next("a") for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(200))


@pytest.mark.parametrize(("function", "sent_again"), [("durable", "cde"), ("forgetful", "abcde")])
def test_a_crash_leaves_the_files_and_nothing_else(make: Make, function: str, sent_again: str) -> None:
    subject = make(FILES)
    script = Scripted({"c": ["crash"]}, "ok")
    gateway = Gateway(subject, script)
    with crashing(subject):
        subject.call(f"job:{function}", gateway, list("abcde"))
        pytest.fail("it was not killed")
    assert "".join(script.asked) == "abc"
    assert subject.call(f"job:{function}", gateway, list("abcde")) == "all done"
    assert "".join(script.asked[3:]) == sent_again


def test_a_program_that_never_stops_is_ended(make: Make) -> None:
    subject = make(FILES)
    script = Scripted(None, "no", most=10)
    with pytest.raises(SubjectKilled):
        subject.call("job:for_ever", Gateway(subject, script))
    assert script.ran_away
    assert script.count("again") == 11


def test_a_block_that_comes_to_its_end_starts_anew_as_well(make: Make) -> None:
    subject = make(FILES)
    gateway: Any = Gateway(subject, Scripted(None, "ok"))
    with crashing(subject):
        assert subject.call("job:forgetful", gateway, ["a"]) == "all done"
    assert subject.get("job:in_memory") == set()


def test_kill_and_restart_before_the_first_use_do_nothing(make: Make) -> None:
    subject = make(FILES)
    subject.kill()
    subject.restart()
    assert subject.get("job:in_memory") == set()


def test_the_clock_stands_still_and_remembers(make: Make) -> None:
    subject = make(FILES)
    stop_clock(subject)
    assert subject.call("job:wait", 3600) == "awake"
    assert slept(subject) == [3600, 7200]


def test_each_look_tells_what_is_new(make: Make) -> None:
    subject = make(FILES)
    stop_clock(subject)
    subject.call("job:wait", 1)
    assert slept(subject) == [1, 2]
    stop_clock(subject)
    assert slept(subject) == []
    subject.call("job:wait_for_nonsense")
    assert slept(subject) == [0.0]


def test_the_clock_of_a_fresh_process_runs_until_it_is_stopped(make: Make) -> None:
    subject = make(FILES)
    stop_clock(subject)
    subject.restart()
    assert subject.call("job:wait", 0) == "awake"
    assert slept(subject) == []
    subject.restart()
    stop_clock(subject)
    assert subject.call("job:wait", 3600) == "awake"
    assert slept(subject) == [3600, 7200]


def test_a_clock_that_runs_has_nothing_to_tell(make: Make) -> None:
    assert slept(make(FILES)) == []
