"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from prodtutor.checkkit import Told
from prodtutor.checkkit.suites import Outcome, Suite, SuiteRun, judged_suite
from prodtutor.checkkit.variants import Variant

HERE = Path(__file__).parent


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_5_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


plans_module, house_module, probes_module, bots_module = map(_load, ("plans", "house", "probes", "bots"))

ON_RIGHT = "ran all your tests on a checkout that keeps every house rule"


class Judged:
    """The learner's tests, asked in the words of this lesson."""

    def __init__(self, suite: Suite, told: Told) -> None:
        self._suite, self.told = suite, told
        self.plans = plans_module

    def runs(self, names: Iterable[str]) -> dict[str, SuiteRun]:
        """These runs and the one on right code, all of which must have come to an end."""
        self.told(did="ran all your tests")
        found = self._suite.runs(["right", *names])
        for run in found.values():
            self.told(
                did="ran all your tests",
                saw=run.stopped,
                means="A suite that does not come to its end stops every release. All tests together get 10 seconds.",
            )
            assert not run.stopped
        return found

    def green(self, name: str, did: str, means: str) -> None:
        """Fail unless all tests pass in this run."""
        found = self.runs([name])
        always = {test.name for test in found["right"].red}
        for test in found[name].red:
            if test.name in always:
                means = "This test is red on every checkout that keeps the house rules. Mend step 5.2 first."
                self.told(did=did, saw=described(test), means=means)
                assert test.result != "failed"
        self.is_green(found[name], did, means)

    def is_green(self, run: SuiteRun, did: str, means: str) -> None:
        if run.status == 5 or not (run.tests or run.problem):
            self.told(did=did, saw="there was no test", means="pytest takes functions test_... in files test_*.py.")
            assert run.tests
        if run.problem:
            self.told(did=did, saw=f"pytest could not read your tests: {run.problem}", means=means)
            assert not run.problem
        for test in run.red:
            self.told(did=did, saw=described(test), means=means)
            assert test.result != "failed"
        self.told(did=did, saw=f"pytest ended with status {run.status}", means=means)
        assert run.is_green

    def survivors(self, variants: Iterable[Variant]) -> tuple[Variant, ...]:
        """Those that turned no test red that is green on right code."""
        wanted = tuple(variants)
        right = self.runs(variant.name for variant in wanted)["right"]
        blamed = {test.name for test in right.red}
        # Where a test is always red, a run that ends with the first red test says nothing about the others.
        names = {variant: f"all of {variant.name}" if blamed else variant.name for variant in wanted}
        runs = self.runs(names.values())
        return tuple(
            variant
            for variant in wanted
            if not any(test.name not in blamed for test in runs[names[variant]].red)
            and not (runs[names[variant]].is_red and right.is_green)
        )

    def never_red(self) -> tuple[Outcome, ...]:
        """Tests that no fault at all turns red."""
        plans = self.plans
        groups = (plans.RUINS, plans.FAULTS, plans.ODDITIES)
        ruins, faults, oddities = ([variant.name for variant in group] for group in groups)
        runs = self.runs([*ruins, *faults])
        left = dict(runs["right"].tests)
        for also in ([*ruins, *faults], oddities, [f"all of {name}" for name in faults]):
            if left:
                runs = self.runs(also)
                red = {test.name for name in also for test in runs[name].red}
                left = {name: test for name, test in left.items() if name not in red}
        return tuple(left.values())

    def all_die(self, variants: tuple[Variant, ...], means: str) -> None:
        """Fail unless each of these versions turns the suite red."""
        alive = self.survivors(variants)
        did = f"ran your tests on {len(variants)} checkouts, each with one fault"
        if len(alive) > 1:
            others = "; ".join(variant.says for variant in alive[1:3])
            more = f"; and {len(alive) - 3} more" if len(alive) > 3 else ""
            means = f"{means} Survived as well: {others}{more}."
        self.told(did=did, saw=f"nothing turned red when {alive[0].says}" if alive else "", means=means)
        assert not alive


def described(test: Outcome) -> str:
    """A red test in one line."""
    message = " ".join(test.message.split())
    where = f" (line {test.line})" if test.line else ""
    return f"{test.function}{where} failed: {message[:160]}" if message else f"{test.function} failed"


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """Every run of the learner's tests in this verdict, each made once."""
    with judged_suite(plans_module.PLANS) as made:
        yield made


@pytest.fixture
def judged(suite: Suite, told: Told) -> Judged:
    return Judged(suite, told)


@pytest.fixture
def house() -> ModuleType:
    """The house rules, and the receipts that follow from them."""
    return house_module


@pytest.fixture
def probes() -> ModuleType:
    """Functions for the subject."""
    return probes_module


@pytest.fixture
def bots() -> ModuleType:
    """Answer bots to be lent."""
    return bots_module
