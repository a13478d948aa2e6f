"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import random
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import Handle, NotRaised, Run, Subject, SubjectError, SubjectRaised, Told, keep_ready

HERE = Path(__file__).parent
MODULE = "orders_report"


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_6_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


drawn_values, probes_module, hatches_module = (_load(name) for name in ("drawn", "probes", "hatches"))
keep_ready(probes_module.load_watched, probes_module.notify_with, probes_module.first_of)


class Kiosk:
    """The learner's program, asked in the words of this lesson."""

    def __init__(self, subject: Subject, told: Told, draw: random.Random) -> None:
        self.subject, self.told, self.draw = subject, told, draw
        self.drawn, self.probes = drawn_values, probes_module
        # A name of its own for each test: what a program remembers of a file must not reach the next test.
        self._name = f"orders-{secrets.token_hex(4)}.txt"

    def file(self, text: str, name: str = "") -> Path:
        """A file of orders; of the same name at each call in a test, if none is given."""
        self.subject.write(name or self._name, text)
        return self.subject.root / (name or self._name)

    def run(self, text: str, *ids: str, timeout: float = 5.0) -> Run:
        """Start the program with a file of this text."""
        return self.subject.run("orders_report.py", self.file(text).name, *ids, timeout=timeout)

    def parsed(self, raw: object, did: str) -> Handle:
        """`parse_order`, which must give an object."""
        self.told(did=did)
        order = self.subject.call(f"{MODULE}:parse_order", raw)
        if not isinstance(order, Handle):
            self.told(
                did=did,
                saw=f"parse_order returned a {type(order).__name__}",
                means="It must return an object of the class Order, with attributes: order.id, not order['id'].",
            )
            assert isinstance(order, Handle)
        return order

    def refused(self, raw: object, did: str, means: str) -> None:
        """`parse_order` must raise ValueError."""
        self.told(did=did, means=means)
        try:
            with self.subject.raises("ValueError"):
                self.subject.call(f"{MODULE}:parse_order", raw)
        except NotRaised as error:
            self.told(did=did, saw=str(error), means=means)
            raise AssertionError from None

    def notified(self, record: dict[str, Any], did: str, means: str) -> Any:
        """`notify` with a mailer of ours; it must not raise."""
        self.told(did=did)
        try:
            return self.subject.probe(probes_module.notify_with, record)
        except SubjectRaised as error:
            if error.place is None:
                raise
            self.told(did=did, saw=f"it raised {str(error)[:120]} on line {error.place.line}", means=means)
            raise AssertionError from None

    def expect_lines(self, run: Run, expected: list[str], did: str, means: str) -> None:
        """The program must have printed these lines, in this order, and ended well; `means` is about a crash."""
        lines = printed_lines(run)
        if run.status != 0:
            self.told(did=did, saw=f"it ended with status {run.status}{last_line(run)}", means=means)
            assert run.status == 0
        means = "People and other programs rely on these lines: the brief says how each of them looks."
        for number, wanted in enumerate(expected):
            got = lines[number] if number < len(lines) else "nothing"
            self.told(did=did, saw=f"line {number + 1} is {got!r} instead of {wanted!r}", means=means)
            assert got == wanted
        extra = lines[len(expected) :]
        self.told(did=did, saw=f"it printed {extra[:1]!r} as well", means=means)
        assert not extra


class LongRun:
    """One run of the program that shows at once what several tests ask for.

    Only a run that is right to the last line counts. After any other, each test looks for itself, with a run of its
    own: so a fault of one kind is never told as a fault of another.
    """

    def __init__(self) -> None:
        self._right: bool | None = None

    def is_right(self, kiosk: Kiosk) -> bool:
        """Whether the program prints the report, looks up orders of all kinds and one that is not there, and ends."""
        if self._right is None:
            drawn = drawn_values.orders(kiosk.draw)
            unknown = f"x-{kiosk.draw.randrange(1000, 9999)}"
            found = [drawn.of(status)[0] for status in ("open", "paid", "shipped", "open")]
            ids = [record["id"] for record in found]
            answers = [drawn_values.look_up(record) for record in found]
            try:
                run = kiosk.run(drawn.text, ids[0], unknown, *ids[1:], timeout=2.0)
            except SubjectError:
                self._right = False
                return False
            expected = [*drawn.report(), answers[0], f"{unknown}: no such order", *answers[1:]]
            self._right = run.status == 0 and printed_lines(run) == expected
        return self._right


def printed_lines(run: Run) -> list[str]:
    """What a run printed, without empty lines and blanks at the ends of lines."""
    return [line.rstrip() for line in run.out.splitlines() if line.strip()]


def last_line(run: Run) -> str:
    """The last line that a run printed, to stand behind how it ended."""
    lines = [line.strip() for line in run.output.splitlines() if line.strip()]
    return f", and its last line was {lines[-1][:160]!r}" if lines else ", and it printed nothing"


@pytest.fixture
def kiosk(shared_by_all: Subject, told: Told, draw: random.Random) -> Kiosk:
    """With the process that all files share: what is asked here, must not depend on what was asked before."""
    return Kiosk(shared_by_all, told, draw)


@pytest.fixture
def border(shared: Subject, told: Told, draw: random.Random) -> Kiosk:
    """With a process for the tests of one file: those of step 6.3 watch, and provoke, more than others do."""
    return Kiosk(shared, told, draw)


@pytest.fixture
def fresh_kiosk(request: pytest.FixtureRequest, told: Told, draw: random.Random) -> Callable[[], Kiosk]:
    """Makes one whose files nobody has touched yet. It costs time, so only for whoever calls it."""
    return lambda: Kiosk(request.getfixturevalue("subject"), told, draw)


@pytest.fixture(scope="session")
def long_run() -> LongRun:
    return LongRun()


@pytest.fixture
def drawn(draw: random.Random) -> Any:
    """Orders with fresh values."""
    return drawn_values.orders(draw)


@pytest.fixture
def hatches() -> Any:
    """The module that finds escape hatches."""
    return hatches_module
