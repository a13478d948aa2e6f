"""What the tutor and the judge say to each other: one JSON object a line, typed on both ends."""

from __future__ import annotations

from typing import Literal

import msgspec


class RunChecks(msgspec.Struct, frozen=True, tag="run"):
    """Run all checks of the judge's lesson against one stage."""

    id: str
    code: str
    """The judged copy of the learner's files."""
    original: str
    """The files as the learner wrote them."""
    scratch: str
    """Where the subjects' own copies go."""
    first: tuple[str, ...]
    """Names of test functions to run before the others."""
    seed: int | None = None
    """What all draws of the run follow from; None: each is drawn afresh, as for learners."""


class Cancel(msgspec.Struct, frozen=True, tag="cancel"):
    """A newer edit has overtaken the run `id`."""

    id: str


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a failed check has to say."""

    message: str = ""
    did: str = ""
    saw: str = ""
    means: str = ""
    detail: str = ""
    file: str | None = None
    line: int | None = None
    code: str = ""
    """What kind of failure: `check` (it ran and found something), `timeout`, `limit`, `ended`, `import`, `name` …"""
    fault: str = ""
    """Empty when the learner's code is to blame; else `pack` (the check has a mistake) or `machine`."""


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The judge has imported what it needs, the lesson's checks among it."""


class Collected(msgspec.Struct, frozen=True, tag="collected"):
    """How many cases each test function has."""

    id: str
    cases: dict[str, int]


class Case(msgspec.Struct, frozen=True, tag="case"):
    """One case of a test function is over: setup, call and teardown."""

    id: str
    test: str
    name: str
    passed: bool
    """All three phases passed: nothing was skipped or expected to fail."""
    told: Told | None = None


class UnitDone(msgspec.Struct, frozen=True, tag="unit"):
    """All tests of one unit are over. For the judge's own use."""

    id: str
    number: int
    seconds: float


class End(msgspec.Struct, frozen=True, tag="end"):
    """The run is over, or a worker's share of it, and what stopped it early."""

    id: str
    stopped: Literal["", "cancelled"] = ""
    problem: str = ""
    """A fault of the lesson or the machine, in words."""
    lost: bool = False
    """A helper process was killed: nothing is known, and the same question may be asked once more."""


NO_SANDBOX = "There is no sandbox here, and nothing may run outside of one."
"""The problem of every run where nothing else is allowed."""
Request = RunChecks | Cancel
Reply = Ready | Collected | Case | UnitDone | End


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run, as the tutor's end has seen it."""

    collected: dict[str, int]
    cases: tuple[Case, ...]
    complete: bool
    """There was one end record, and everything was run."""
    stopped: str = ""
    problem: str = ""

    def of(self, test: str) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.test == test)

    def passed(self, test: str) -> bool:
        """Exactly the expected cases ran, each once, and all passed."""
        cases = self.of(test)
        names = {case.name for case in cases}
        expected = self.collected.get(test, 0)
        return expected > 0 and len(cases) == len(names) == expected and all(case.passed for case in cases)
