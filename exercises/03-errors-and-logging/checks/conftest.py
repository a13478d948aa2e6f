"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Never
from weakref import WeakKeyDictionary

import pytest

from prodtutor.checkkit import Handle, Run, Subject, SubjectKilled, SubjectRaised, Told, faults, keep_ready, records
from prodtutor.checkkit.faults import stop_clock

HERE = Path(__file__).parent
GATEWAY = (HERE.parent / "start" / "gateway.py").read_text("utf-8")
COUNTS = ("imported", "skipped", "rejected", "failed")


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_3_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


drawn_values, stored, probes_module, till = (_load(name) for name in ("drawn", "stored", "probes", "till"))

keep_ready(*faults.PROBES, *records.PROBES, probes_module.gateway, probes_module.loggers)
keep_ready(probes_module.watch_databases, probes_module.set_databases, probes_module.mend_databases)
keep_ready(probes_module.hold_database, probes_module.spoil_database, probes_module.fail_file)

# Runs a program on a clock that does not wait. Before it, so that `from time import sleep` finds the same.
STARTER = """\
import sys, time
time.sleep = lambda seconds, /: None
sys.argv = sys.argv[1:]
__file__ = sys.argv[0]
with open(__file__, "rb") as file:
    code = compile(file.read(), __file__, "exec")
del file
exec(code)
"""

# Behind the gateway as it was given: no answer for these ids and for ids that are made from them, up to thirty times.
SILENT = """
asked = 0
answer = Gateway.submit


def submit(self, order_id, payload):
    global asked
    if any(order_id.startswith(known) for known in SILENT) and asked < 30:
        asked += 1
        raise GatewayTimeout(f"no answer for {order_id}")
    answer(self, order_id, payload)


Gateway.submit = submit
"""


@dataclass
class Outcome:
    """What came of one call of `run`."""

    books: Any
    """What the gateway saw."""
    returned: object = None
    raised: SubjectRaised | None = None
    waits: tuple[float, ...] = ()
    """What `sleep` was asked for."""
    killed: bool = False


class Job:
    """The learner's import, asked in the words of this lesson."""

    _ready: ClassVar[WeakKeyDictionary[Subject, int]] = WeakKeyDictionary()
    """Subjects that are prepared, and the number of their process."""

    def __init__(self, subject: Subject, told: Told, draw: random.Random) -> None:
        self.subject, self.told, self.draw = subject, told, draw
        self.probes = probes_module
        # A shared subject has the files of the tests before: each test takes names of its own.
        self.name = f"drawn-{draw.randrange(10**9)}"
        self.source, self.db = f"{self.name}.csv", f"{self.name}.db"
        self.rejects = f"{self.source}.rejected.jsonl"
        self._rows: list[Any] = []
        self.subject.write("gateway.py", GATEWAY)
        self.subject.write("gateway_answers.json", "{}")
        self.subject.delete("gateway_books.jsonl")

    def orders(self, count: int) -> list[Any]:
        """Fresh good orders."""
        return drawn_values.orders(self.draw, count)

    def file(self, rows: Iterable[Any]) -> None:
        """Write the file to import: orders, or tuples that are written as they are."""
        self._rows = list(rows)
        self.subject.write(self.source, drawn_values.text(self._rows))

    def books(self, answers: Mapping[str, Sequence[str]] | None = None, most: int = 30) -> Any:
        """What a new gateway will see; a program that calls it more than `most` times never stops by itself."""
        return till.Books(self.subject, answers, most)

    def run(self, did: str, books: Any = None, **files: str) -> Outcome:
        """Call `run` on the file and the database of this test, or on others (source, db)."""
        self.told(did=did)
        outcome = Outcome(self.books() if books is None else books)
        sleep = till.Sleep()
        self.prepare()
        source, db = (self.subject.root / files.get(name, getattr(self, name)) for name in ("source", "db"))
        gateway = self.subject.probe(probes_module.gateway, till.Submit(outcome.books))
        try:
            outcome.returned = self.subject.call("import_orders:run", source, db, gateway, sleep=sleep)
        except SubjectKilled:
            outcome.killed = True
            self.subject.restart()
        except SubjectRaised as error:
            if error.phase != "code":
                raise  # there is no such module, name or parameter: said plainly elsewhere
            outcome.raised = error
        outcome.waits = tuple(till.waits(sleep))
        if outcome.books.script.ran_away:
            self.fail(
                did,
                f"run called the gateway {len(outcome.books.calls) - 1} times, and would have gone on",
                "If the gateway is down for the night, so is your import: no order after this one gets its turn.",
            )
        return outcome

    def prepare(self) -> None:
        """Make a fresh process ready, before it imports anything of the learner's."""
        self.subject.start()
        if self._ready.get(self.subject) != self.subject.starts:
            stop_clock(self.subject)
            self.subject.probe(probes_module.watch_databases)
            self._ready[self.subject] = self.subject.starts

    def run_with_fault(
        self, did: str, rows: Sequence[Any], place: int, kind: str = "read only", db: str | None = None
    ) -> Outcome:
        """The same on these rows; from the order at `place` on, the database fails.

        kind: `read only`, `locked` (for a commit; with a write-ahead log nobody notices), `spoiled` (not with such a
        log). The last two do nothing while a transaction of the learner's is open.
        """
        self.file(rows)
        name = db or self.db
        path = str(self.subject.root / name)

        def fail() -> None:
            if kind == "read only":
                self.subject.probe(probes_module.set_databases, "PRAGMA query_only = ON")
            elif kind == "locked":
                # Nobody waits for the lock, not even the five seconds that sqlite3 waits by default.
                self.subject.probe(probes_module.set_databases, "PRAGMA busy_timeout = 0")
                self.subject.probe(probes_module.hold_database, path)
            elif self.subject.read(f"{name}-wal") is None:
                self.subject.probe(probes_module.spoil_database, path)

        books = self.books({rows[place].id: ["fault"]})
        books.on_fault = fail
        try:
            return self.run(did, books, db=name)
        finally:
            if not self.subject.ended:
                self.subject.probe(probes_module.mend_databases)

    def ends(self, did: str, books: Any = None, **files: str) -> Outcome:
        """The same; `run` must come to its end."""
        outcome = self.run(did, books, **files)
        if outcome.raised is not None:
            self.told(did=did)
            raise outcome.raised
        return outcome

    def counts(self, outcome: Outcome) -> str:
        """What the report says, in words."""
        report = outcome.returned
        if not isinstance(report, Handle):
            return f"{report!r:.60}"
        return ", ".join(f"{name}={self.subject.attr(report, name)!r:.20}" for name in COUNTS)

    def expect_counts(self, outcome: Outcome, did: str, means: str, **counts: int) -> None:
        """What `run` returned must count so; a count that is not named must be 0."""
        report = outcome.returned
        if not isinstance(report, Handle):
            self.fail(
                did,
                f"run returned {report!r:.60}",
                "It must return a Report with four attributes, so that somebody can ask how many orders are missing.",
            )
        found = {name: self.subject.attr(report, name) for name in COUNTS}
        wanted = {name: counts.get(name, 0) for name in COUNTS}
        wrong = [name for name in COUNTS if type(found[name]) is not int or found[name] != wanted[name]]
        saw = "the report says " + ", ".join(f"{name}={found[name]!r} instead of {wanted[name]}" for name in wrong)
        self.told(did=did, saw=saw, means=means)
        assert not wrong

    def expect_stored(self, orders: Sequence[Any], did: str, means: str) -> None:
        """Each of these orders must be in the table, once, with its values."""
        try:
            rows = stored.orders(self.subject, self.db)
        except stored.Unreadable as error:
            self.fail(did, str(error), means)
        for order in orders:
            found = [row for row in rows if row[0] == order.id]
            if not found:
                saw = f"order {order.id} ({order.customer}) is not in the table"
            elif len(found) > 1:
                saw = f"order {order.id} is in the table {len(found)} times"
            else:
                saw = f"order {order.id} is stored as {found[0]!r}, and was {order.stored!r}"
            self.told(did=did, saw=saw, means=means)
            assert found == [order.stored]

    def expect_submitted(self, outcome: Outcome, orders: Sequence[Any], did: str, means: str) -> None:
        """The gateway must have got exactly these orders, once each, in this order, with their payloads."""
        wanted, got = [order.id for order in orders], outcome.books.ids
        if missing := [name for name in wanted if name not in got]:
            saw = f"the gateway never got order {_few(missing)}{self._row_of(missing[0])}"
        elif others := [name for name in got if name not in wanted]:
            saw = f"the gateway got order {_few(others)}, too{self._row_of(others[0])}"
        else:
            saw = f"the gateway got the orders {_few(got)}"
        self.told(did=did, saw=saw, means=means)
        assert got == wanted
        for order, (_, payload) in zip(orders, outcome.books.calls, strict=True):
            if isinstance(payload, Handle):  # a subclass of dict
                payload = payload.as_dict()
            saw = f"the payload of order {order.id} was {payload!r:.160}, not {order.payload!r:.160}"
            saw += self._row_of(order.id)
            self.told(did=did, saw=saw, means=means)
            assert plain(payload) == plain(order.payload)

    def is_stored(self, orders: Sequence[Any], db: str) -> bool:
        """Whether all these orders are in the database."""
        try:
            rows = stored.orders(self.subject, db)
        except stored.Unreadable:
            return False
        return all(order.stored in rows for order in orders)

    def _row_of(self, order_id: str) -> str:
        """The row of the file that has this id, in words; empty if there is none."""
        for row in self._rows:
            cells = row if isinstance(row, tuple) else row.cells
            if cells[0] == order_id:
                text = drawn_values.text([row]).splitlines()[-1]
                return f"; its row is {text[:160]!r} ({', '.join(drawn_values.HEADER)})"
        return ""

    def rejected(self, did: str) -> dict[int, str]:
        """The file of bad rows: line -> reason. No file is an empty one."""
        data = self.subject.read(self.rejects) or b""
        found: dict[int, str] = {}
        for text in data.decode("utf-8", "replace").splitlines():
            try:
                entry = json.loads(text)
            except (ValueError, RecursionError):
                entry = None
            good = isinstance(entry, dict) and type(entry.get("line")) is int and isinstance(entry.get("reason"), str)
            if not good or not entry["reason"].strip():
                self.fail(
                    did,
                    f"a line of the .rejected.jsonl file is {text[:120]!r}",
                    "Whoever repairs the row needs to know where it stands and what is wrong with it: line and reason.",
                )
            if entry["line"] in found:
                self.fail(
                    did, f"line {entry['line']} stands twice in the .rejected.jsonl file", "It is repaired twice."
                )
            found[entry["line"]] = entry["reason"]
        return found

    def aborted(self, outcome: Outcome, did: str, means: str) -> SubjectRaised:
        """`run` must have raised ImportAborted."""
        raised = outcome.raised
        self.told(did=did, saw=f"run {how(outcome)}", means=means)
        # Asked first, so that "there is no ImportAborted yet" is said in these words.
        self.subject.get("import_orders:ImportAborted")
        # Not by its name: the class may come from another module of theirs.
        if raised is None or not self.subject.is_instance(raised.handle, "import_orders:ImportAborted"):
            raise AssertionError("ImportAborted was not raised")
        return raised

    def cli(self, *options: str, silent: Sequence[str] = ()) -> Run:
        """Start the program on the file and the database of this test; its gateway never answers for `silent` ids."""
        arguments = ("import_orders.py", self.source, "--db", self.db, *options)
        if not silent:
            return self.subject.run(*arguments)
        self.subject.write("gateway.py", f"{GATEWAY}\n\nSILENT = {list(silent)!r}\n{SILENT}")
        self.subject.write("prodtutor_starter.py", STARTER)
        try:
            return self.subject.run("prodtutor_starter.py", *arguments)
        finally:
            self.subject.write("gateway.py", GATEWAY)

    def fail(self, did: str, saw: str, means: str) -> Never:
        """Fail the test with these words."""
        self.told(did=did, saw=saw, means=means)
        raise AssertionError(saw)


def plain(payload: object) -> dict[str, tuple[type, object]] | None:
    """Values with their types, so that nothing of theirs decides whether it is equal; None for what is no dict."""
    return {str(key): (type(value), value) for key, value in payload.items()} if isinstance(payload, dict) else None


def times(number: int) -> str:
    """How often, in words."""
    return "once" if number == 1 else f"{number} times"


def how(outcome: Outcome) -> str:
    """How a call of `run` ended, to stand behind "run"."""
    if outcome.raised is not None:
        return f"raised {str(outcome.raised)[:160]}"
    shown = f"a {outcome.returned.type.rpartition(':')[2]}" if isinstance(outcome.returned, Handle) else "None"
    return f"came to its end and returned {shown}"


def ended(run: Run) -> str:
    """How a program ended, with the last line that it printed."""
    lines = [line.strip() for line in run.output.splitlines() if line.strip()]
    last = f", and its last line was {lines[-1][:160]!r}" if lines else ", and it printed nothing"
    return f"it ended with status {run.status}{last}"


def _few(ids: Sequence[str]) -> str:
    return ", ".join(map(repr, ids[:5])) + (" …" if len(ids) > 5 else "") if ids else "nothing"


@pytest.fixture
def job(shared: Subject, told: Told, draw: random.Random) -> Job:
    """The import, on a subject that the tests of a file share: each has files and orders of its own."""
    return Job(shared, told, draw)


class Words:
    """For the words of a check."""

    how = staticmethod(how)
    ended = staticmethod(ended)
    times = staticmethod(times)


@pytest.fixture
def say() -> type[Words]:
    return Words
