"""Judges a learner's own tests: runs them against right and wrong versions of the code and says which were red.

Each run has a subject of its own: fresh files, a fresh process, one version of the code, its text disguised. The runs
come in an order drawn anew. Nothing in a subject says which version it has; what comes back is believed as far as red
or green goes, because whoever does not know what is right cannot gain by lying.

In a pack, with `[tools] libraries = ["pytest"]` in its lesson:

    PLANS = {
        "right": Plan(Variant("right", "shop.py", RIGHT)),
        "free": Plan(mutant("free", "shop.py", RIGHT, ">= 50", ">= 0", "everything ships for nothing"), brief=True),
        "backwards": Plan(Variant("right", "shop.py", RIGHT), order="reversed"),
    }

    @pytest.fixture(scope="session")
    def suite():
        with judged_suite(PLANS) as made:
            yield made

    def test_a_fault_is_noticed(suite, told):
        runs = suite.runs(["right", "free"])
        told(did="let everything ship for nothing", saw="your tests stayed green", means="So would the shop.")
        assert runs["right"].is_green and runs["free"].is_red

There must be right versions among those that a verdict needs: tests that are always red, or red wherever the source is
not the learner's own, are found out by them alone.
"""

from __future__ import annotations

import ast
import contextlib
import marshal
import os
import random
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from prodtutor.checking.subject.suite import RUNNING
from prodtutor.checkkit.current import Current, current
from prodtutor.checkkit.errors import SubjectDied, SubjectRaised, SubjectTimeout
from prodtutor.checkkit.subject import Subject
from prodtutor.checkkit.variants import Variant

Order = Literal["given", "reversed", "alone"]
Result = Literal["passed", "failed", "skipped", "not run"]
_AT_ONCE = 8
_RESULTS: dict[object, Result] = {"passed": "passed", "failed": "failed", "skipped": "skipped", "not run": "not run"}


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of all the learner's tests."""

    variant: Variant | None = None
    """The code that is tested; None is the learner's own."""
    order: Order = "given"
    elsewhere: bool = False
    """Started from another folder, in another time zone."""
    brief: bool = False
    """It ends with the first red test."""
    later: bool = False
    """It is made only when somebody asks for it."""
    twice: bool = False
    """A second run finds the files that the first has left; only the second counts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one test function (of all its parametrised cases together)."""

    name: str
    """As pytest writes it: `test_checkout.py::TestTotal::test_empty`."""
    result: Result
    message: str = ""
    line: int | None = None

    @property
    def function(self) -> str:
        """Its name alone."""
        return self.name.rpartition("::")[2]

    @property
    def file(self) -> str:
        return self.name.partition("::")[0]


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """What came of one run."""

    tests: Mapping[str, Outcome] = field(default_factory=dict)
    status: int = 0
    """pytest's exit status; 5 when there was no test."""
    problem: str = ""
    """Why tests could not be collected, in pytest's words."""
    stopped: str = ""
    """Why there is no result: it hung, or ended its process. Names the test that was running."""
    written: tuple[str, ...] = ()
    """Files outside the temporary folders that the tests wrote or removed."""
    left: tuple[str, ...] = ()
    """Files that were there when the run was over, and not before. Found out only where `twice` is asked for."""

    @property
    def red(self) -> tuple[Outcome, ...]:
        return tuple(test for test in self.tests.values() if test.result == "failed")

    @property
    def is_green(self) -> bool:
        """Some test passed, none failed, and pytest says so, too."""
        return not self.stopped and self.status == 0 and not self.red and self._any("passed")

    @property
    def is_red(self) -> bool:
        """pytest ended with an error, and not just for want of tests."""
        return not self.stopped and self.status not in (0, 5)

    def _any(self, result: str) -> bool:
        return any(test.result == result for test in self.tests.values())


class Suite:
    """The learner's tests in one check. Runs are made when first asked for, several at once, and then kept."""

    def __init__(self, judged: Current, plans: Mapping[str, Plan], timeout: float) -> None:
        """plans: all the runs there may be, by name. timeout: seconds that one run may take."""
        self._plans, self._timeout = dict(plans), timeout
        self._current = judged
        self._rewritten = rewritten(judged.stage)
        self._lock = threading.Condition()
        self._order = list(self._plans)
        random.Random(judged.seed_for("order of runs")).shuffle(self._order)  # noqa: S311
        self._waiting = [name for name in self._order if not self._plans[name].later]
        self._begun: set[str] = set()
        self._done: dict[str, SuiteRun | BaseException] = {}
        self._over: SuiteRun | None = None
        self._threads: list[threading.Thread] = []

    def runs(self, names: Iterable[str]) -> dict[str, SuiteRun]:
        """The runs of these names, made before all others; others are begun meanwhile.

        When a run hangs, none is begun any more, and all that are missing say so.
        """
        wanted = list(dict.fromkeys(names))
        with self._lock:
            first = [name for name in self._order if name in wanted and name not in self._begun]
            self._waiting = first + [name for name in self._waiting if name not in wanted]
            self._start()
            while any(name not in self._done for name in wanted):
                self._lock.wait()
            found = {name: self._done[name] for name in wanted}
        for run in found.values():
            if isinstance(run, BaseException):
                raise run
        return {name: run for name, run in found.items() if isinstance(run, SuiteRun)}

    def run(self, name: str) -> SuiteRun:
        """One run."""
        return self.runs([name])[name]

    def close(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        with self._lock:
            self._waiting.clear()
            threads = list(self._threads)
        for thread in threads:
            thread.join()

    def _start(self) -> None:
        """Have as many threads at work as there are cores, and work."""
        for _ in range(min(len(self._waiting), os.cpu_count() or 1, _AT_ONCE) - len(self._threads)):
            thread = threading.Thread(target=self._work, daemon=True, name="suite")
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._threads.remove(threading.current_thread())
                    return
                name = self._waiting.pop(0)
                self._begun.add(name)
                run: SuiteRun | BaseException | None = self._over
            if run is None:
                try:
                    run = self._one(name)
                except BaseException as error:  # noqa: BLE001  (whoever asks gets it)
                    run = error
            with self._lock:
                self._done[name] = run
                if isinstance(run, SuiteRun) and run.stopped and self._over is None:
                    self._over = run
                self._lock.notify_all()

    def _one(self, name: str) -> SuiteRun:
        plan, seed_for = self._plans[name], self._current.seed_for
        draw = random.Random(seed_for(f"words of {name}"))  # noqa: S311
        order = seed_for(f"order of {name}")
        text = plan.variant.disguised(draw) if plan.variant else ""
        left: dict[str, bytes] = {}
        new: tuple[str, ...] = ()
        for last in (not plan.twice, True):
            with Subject(self._current, self._timeout) as subject:
                if plan.variant:
                    _put(subject, plan.variant, text)
                before = subject.left() if plan.twice else {}
                subject.put_back(left)
                run = self._ask(subject, plan, order)
                if last or run.stopped:
                    break
                after = subject.left()
                left = {name: data for name, data in after.items() if before.get(name) != data}
                new = tuple(sorted(name.partition("/")[2] for name in left))
            if not left:
                break
        return replace(run, left=new)

    def _ask(self, subject: Subject, plan: Plan, seed: int) -> SuiteRun:
        try:
            said = subject.suite(
                plan.order,
                elsewhere=plan.elsewhere,
                brief=plan.brief,
                seed=seed,
                rewritten=self._rewritten,
                timeout=self._timeout,
            )
            return _read(said)
        except SubjectTimeout:
            return SuiteRun(stopped=f"{_running(subject)} was still running after {self._timeout:g} seconds")
        except SubjectDied as error:
            limit = f" ({subject.limit_words(error.limit)})" if error.limit else ""
            return SuiteRun(stopped=f"{_running(subject)} ended the whole process{limit}")
        except SubjectRaised as error:
            return SuiteRun(stopped=f"pytest was stopped by {error}")


@contextlib.contextmanager
def judged_suite(plans: Mapping[str, Plan], timeout: float = 10.0) -> Iterator[Suite]:
    """The tests of the learner whose files are being judged, for a session fixture: each plan is run once at most.

    timeout: seconds that one run may take.
    """
    suite = Suite(current(), plans, timeout)
    try:
        yield suite
    finally:
        suite.close()


def _put(subject: Subject, variant: Variant, text: str) -> None:
    """Write a variant, in the words that it has in this run."""
    if not variant.after:
        subject.write(variant.file, text)
    elif (own := subject.read(variant.file)) is not None:
        subject.write(variant.file, own + b"\n" + text.encode())


def _read(said: Any) -> SuiteRun:
    """What the subject answered, if it has the right shape."""
    try:
        tests = {
            str(name): Outcome(str(name), _RESULTS[result], str(message), None if line is None else int(line))
            for name, (result, message, line) in said["tests"].items()
        }
        written = tuple(str(name) for name in said["written"])
        return SuiteRun(tests, int(said["exit"]), str(said["problem"]), written=written)
    except (KeyError, TypeError, ValueError, AttributeError):
        return SuiteRun(stopped="pytest gave no answer that makes sense")


def _running(subject: Subject) -> str:
    """The test that was running."""
    _, found, rest = subject.output().rpartition(RUNNING)
    return rest.partition("\n")[0] if found else "pytest, before the first test,"


def rewritten(stage: Path) -> dict[str, bytes]:
    """Marshalled code of each test file with pytest's assertions, by POSIX name: the same work for every run.

    Reads the learner's text, and executes none of it. What cannot be done here is done in each run.
    """
    found: dict[str, bytes] = {}
    with contextlib.suppress(ImportError, AttributeError):
        from _pytest.assertion.rewrite import rewrite_asserts

        for path in sorted(stage.rglob("*.py")):
            if not (path.name.startswith("test_") or path.stem.endswith("_test") or path.name == "conftest.py"):
                continue
            with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError, OSError):
                source = path.read_bytes()
                tree = ast.parse(source, filename=str(path))
                rewrite_asserts(tree, source, str(path))
                code = compile(tree, str(path), "exec", dont_inherit=True)
                found[path.relative_to(stage).as_posix()] = marshal.dumps(code)
    return found


_ALSO = ("mypy.main", "mypy.build", "hatchling.build", "hatchling.builders.wheel", "hatchling.metadata.core")
"""What else takes longer to import than to run, where it is allowed: tools that a workflow calls again and again."""


def held_ready(libraries: Path | None) -> tuple[str, ...]:
    """What a fork server should hold in memory for runs of a learner's tests; nothing where pytest is not allowed."""
    if libraries is None or not (libraries / "pytest").is_dir():
        return ()
    from _pytest.config import default_plugins

    others = [name for name in _ALSO if libraries.joinpath(*name.split(".")[:1]).is_dir()]
    return ("pytest", *(f"_pytest.{name}" for name in default_plugins), "_pytest._argcomplete", *others)
