"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import Handle, NotRaised, Run, Subject, SubjectRaised, Told

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


class Kiosk:
    """The learner's program, asked in the words of this lesson."""

    def __init__(self, subject: Subject, told: Told, draw: random.Random) -> None:
        self.subject, self.told, self.draw = subject, told, draw
        self.drawn, self.probes = drawn_values, probes_module

    def file(self, text: str, name: str = "drawn.txt") -> Path:
        """A file of orders."""
        self.subject.write(name, text)
        return self.subject.root / name

    def run(self, text: str, *ids: str) -> Run:
        """Start the program with a file of this text."""
        self.file(text)
        return self.subject.run("orders_report.py", "drawn.txt", *ids)

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
        lines = [line.rstrip() for line in run.out.splitlines() if line.strip()]
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


def last_line(run: Run) -> str:
    """The last line that a run printed, to stand behind how it ended."""
    lines = [line.strip() for line in run.output.splitlines() if line.strip()]
    return f", and its last line was {lines[-1][:160]!r}" if lines else ", and it printed nothing"


@pytest.fixture
def kiosk(subject: Subject, told: Told, draw: random.Random) -> Kiosk:
    return Kiosk(subject, told, draw)


@pytest.fixture
def drawn(draw: random.Random) -> Any:
    """Orders with fresh values."""
    return drawn_values.orders(draw)


@pytest.fixture
def hatches() -> Any:
    """The module that finds escape hatches."""
    return hatches_module
