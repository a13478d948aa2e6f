"""A service that speaks JSON lines: it is replaced when it dies, and nothing of the dead one is ever heard."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from prodtutor.checking.lines import Died, LineService
from prodtutor.errors import CannotJudge
from prodtutor.processes import bare_environment

ECHO = (
    "import json, os, sys\n"
    "for line in sys.stdin:\n"
    "    text = json.loads(line)['text']\n"
    "    if text == 'die': os._exit(3)\n"
    "    if text == 'babble': print('this is no JSON', flush=True)\n"
    "    elif text != 'hush': print(json.dumps({'text': text, 'pid': os.getpid()}), flush=True)\n"
)


class Said(msgspec.Struct, frozen=True):
    text: str


class Heard(msgspec.Struct, frozen=True):
    text: str
    pid: int


Make = Callable[..., LineService[Heard]]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[LineService[Heard]] = []

    def make(*command: str) -> LineService[Heard]:
        line = command or (sys.executable, "-I", "-c", ECHO)
        made.append(LineService(line, msgspec.json.Decoder(Heard), cwd=Path(sys.prefix), env=bare_environment()))
        return made[-1]

    yield make
    for service in made:
        service.close()


def _says(service: LineService[Heard], text: str) -> Heard:
    service.send(Said(text))
    reply = service.receive(20)
    assert reply is not None
    return reply


def test_it_starts_once_and_answers_in_turn(make: Make) -> None:
    service = make()
    assert service.pid is None
    assert [service.start(), service.start()] == [True, False]
    replies = [_says(service, text) for text in ("a", "ü", "x" * 300_000)]
    assert [r.text for r in replies] == ["a", "ü", "x" * 300_000]
    assert {r.pid for r in replies} == {service.pid}
    assert service.over_limit() is None


def test_silence_is_no_death(make: Make) -> None:
    service = make()
    service.start()
    service.send(Said("hush"))
    assert service.receive(0.01) is None
    assert _says(service, "a").text == "a"


@pytest.mark.parametrize("last", ["die", "babble"])
def test_the_dead_are_named_and_replaced(make: Make, last: str) -> None:
    service = make()
    service.start()
    before = _says(service, "a")
    service.send(Said(last))
    for _ in range(2):
        with pytest.raises(Died):
            service.receive(20)
    service.close()
    assert service.start()
    after = _says(service, "b")
    assert after.text == "b"
    assert after.pid != before.pid
    assert not psutil.pid_exists(before.pid)


def test_what_is_killed_between_two_questions_is_replaced(make: Make) -> None:
    service = make()
    service.start()
    first = psutil.Process(_says(service, "a").pid)
    first.kill()
    first.wait(20)
    assert service.start()
    assert _says(service, "b").text == "b"


def test_nothing_of_the_dead_is_heard(make: Make) -> None:
    service = make()
    service.start()
    _says(service, "a")
    service.send(Said("late"))
    service.close()
    service.start()
    assert _says(service, "b").text == "b"


def test_it_can_be_ended_while_another_thread_waits(make: Make) -> None:
    service = make()
    service.start()
    ended = threading.Event()

    def wait() -> None:
        with pytest.raises(Died):
            service.receive(60)
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    service.close()
    service.close()
    assert ended.wait(20)
    thread.join()
    with pytest.raises(Died):
        service.send(Said("a"))


def test_what_cannot_start_says_so(make: Make) -> None:
    with pytest.raises(CannotJudge):
        make("/there/is/no/such/program").start()


def test_one_that_is_started_again_and_again_loses_no_answer(make: Make) -> None:
    """The number of a closed pipe is soon that of another: whoever still read there would take the next answer."""
    for _ in range(40):
        service = make()
        service.start()
        assert _says(service, "a").text == "a"
        service.close()
