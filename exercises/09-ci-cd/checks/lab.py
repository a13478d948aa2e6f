"""The trees that a workflow is run on, and what comes of it. The project is ours: a learner writes workflows only."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.contexts import Given
from prodtutor.checkkit.workflows.events import Event
from prodtutor.checkkit.workflows.runner import Report, run_workflows

_MOST_THREADS = 4
ENDED = "Error: Process completed with exit code"
"""How the log of a red script ends, which tells no reason."""
START = Path(__file__).parents[1] / "start"
ORDERS = "src/kiosk/orders.py"
LEFT_OUT = ("dot_github/", "__pycache__")


def project() -> dict[str, bytes]:
    """The shop without any workflow."""
    found = {path.relative_to(START).as_posix(): path for path in sorted(START.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not any(part in name for part in LEFT_OUT)}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the project, and nothing else."""

    file: str
    old: str
    new: str
    words: str
    """What was done, for a sentence that begins with `I`."""
    gate: str
    """What would have noticed."""


FAULTS = {
    "wrong-total": Fault(ORDERS, "quantity * price", "quantity * price + 1", "let total() add one cent", "pytest"),
    "import-error": Fault(
        ORDERS, "SHIPPING = 4_90", 'SHIPPING = int("4.90")', "broke the import of kiosk.orders", "pytest"
    ),
    "lint": Fault(
        ORDERS,
        "def receipt(",
        'def names(more: list[str] = []) -> list[str]:\n    """All."""\n    return more\n\n\ndef receipt(',
        "gave a function a list as its default (Ruff's B006)",
        "ruff check",
    ),
    "fixable-lint": Fault(
        ORDERS,
        "    cents = to_pay(",
        '    name = name or f"something"\n    cents = to_pay(',
        "wrote an f-string without anything to fill in (Ruff's F541, which Ruff can mend itself)",
        "ruff check",
    ),
    "format": Fault(
        ORDERS, "SHIPPING = 4_90", "SHIPPING   =   4_90", "put blanks where they do not belong", "ruff format"
    ),
    "types": Fault(
        ORDERS,
        "def receipt(",
        'def weight(grams: int) -> int:\n    """With the box."""\n    return f"{grams + 20}"\n\n\ndef receipt(',
        "let a function return a text that promises an int",
        "mypy",
    ),
    "build": Fault(
        "pyproject.toml", 'readme = "README.md"', 'readme = "READ.md"', "named a readme that is not there", "a build"
    ),
}


class Run(NamedTuple):
    """What a check looks at."""

    tree: str
    event: Event
    broken_server: bool = False


class Lab:
    """Runs the learner's workflows, each run once, and ahead of the checks that will ask for it: one on each core."""

    def __init__(
        self, bench: Bench, files: Mapping[str, bytes], draw: random.Random, plan: Iterable[tuple[Any, ...]] = ()
    ) -> None:
        self.bench, self.files = bench, dict(files)
        self.token = f"kiosk-{draw.randrange(10**11, 10**12)}"
        self._reports: dict[str, Future[Report]] = {}
        self._waiting: dict[str, Run] = {}
        self._change = threading.Condition()
        self._closed = False
        self._threads: list[threading.Thread] = []
        shop = project()
        price = draw.randrange(100, 900)
        more = (
            f'"""A later day."""\n\nGIFT = {price}\n\n\ndef gifts(count: int) -> int:\n'
            '    """What gifts cost."""\n    return count * GIFT\n'
        )
        test = (
            '"""Of gifts."""\n\nfrom kiosk.gifts import gifts\n\n\n'
            f"def test_gifts() -> None:\n    assert gifts(2) == {2 * price}\n"
        )
        signed = hashlib.sha256(self.token.encode()).hexdigest()
        canary = (
            '"""What tests can see."""\n\nimport hashlib\nimport os\n\n\ndef test_no_token_is_here() -> None:\n'
            "    seen = {hashlib.sha256(value.encode()).hexdigest() for value in os.environ.values()}\n"
            f'    assert "{signed}" not in seen\n'
        )
        self.trees: dict[str, dict[str, bytes]] = {
            "good": shop,
            "another": {**shop, "src/kiosk/gifts.py": more.encode(), "tests/test_gifts.py": test.encode()},
            "canary": {**shop, "tests/test_canary.py": canary.encode()},
        }
        for name, fault in FAULTS.items():
            text = shop[fault.file].decode()
            self.trees[name] = {**shop, fault.file: text.replace(fault.old, fault.new, 1).encode()}

        self.first(plan)
        for number in range(min(_cores(), _MOST_THREADS)):
            self._threads.append(threading.Thread(target=self._work, name=f"lab {number}", daemon=True))
            self._threads[-1].start()

    def first(self, runs: Iterable[tuple[Any, ...]]) -> None:
        """Make these runs before others that nobody has begun with. Each is what `run` takes."""
        with self._change:
            wanted = {repr(run): run for run in (Run(*each) for each in runs) if repr(run) not in self._reports}
            self._waiting = {**wanted, **self._waiting}
            self._change.notify_all()

    def run(self, tree: str, event: Event, broken_server: bool = False) -> Report:
        """Wait for a run. Raises CannotJudge when something is not simulated."""
        wanted = Run(tree, event, broken_server)
        with self._change:
            if repr(wanted) not in self._reports:
                self.first([wanted])
            while repr(wanted) not in self._reports:
                self._change.wait()
            found = self._reports[repr(wanted)]
        return found.result().settled()

    def close(self) -> None:
        """Begin with nothing more, and wait for what is under way."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            run, made = taken
            try:
                made.set_result(self._made(run))
            except BaseException as error:  # noqa: BLE001  (whoever waits for it wants to know)
                made.set_exception(error)

    def _take(self) -> tuple[Run, Future[Report]] | None:
        with self._change:
            while not self._waiting and not self._closed:
                self._change.wait()
            if self._closed:
                return None
            name = next(iter(self._waiting))
            run = self._waiting.pop(name)
            made = self._reports[name] = Future()
            self._change.notify_all()
            return run, made

    def _made(self, run: Run) -> Report:
        tree, good = self.trees[run.tree], self.trees["good"]
        changed = tuple(name for name, data in tree.items() if good.get(name) != data) or (ORDERS,)
        return run_workflows(
            self.bench,
            self.files,
            replace(run.event, changed=changed),
            {**tree, **self.files},
            base={**good, **self.files},
            given=Given(secrets={"DEPLOY_TOKEN": self.token}),
            store=("SERVER_FOLDER", {"disk-full": b""} if run.broken_server else {}),
            keep_files=True,
        )

    def ledger(self, report: Report) -> list[str]:
        """What was done on the server, with the right token."""
        return list(self._entries(report))

    def _entries(self, report: Report) -> Iterator[str]:
        signed = hashlib.sha256(self.token.encode()).hexdigest()
        for line in report.store.get("ledger.jsonl", b"").decode("utf-8", "replace").splitlines():
            try:
                entry = json.loads(line)
                yield str(entry["did"]) if entry["signed"] == signed else "something without the token"
            except (ValueError, KeyError, TypeError):
                yield "something that is no entry"

    def leaks(self, report: Report) -> bool:
        """Whether the token was printed, as it is or in a form that anybody can turn round."""
        forms = [self.token, self.token[::-1], base64.b64encode(self.token.encode()).decode().rstrip("=")]
        said = "".join(job.output for job in report.jobs())
        return any(form in said for form in forms)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


def colour(report: Report) -> str:
    """How it looks on the web, with the first reason."""
    if report.result == "success":
        return "your workflow is green"
    if not any(run.started for run in report.runs):
        event = report.event
        files = ", ".join(event.changed)
        return f"it started no workflow (it is for {event.base or event.ref_name}, and changes {files})"
    if report.result == "skipped":
        return "no job was run"
    for run in report.runs:
        if run.problem:
            where = f" (line {run.line})" if run.line else ""
            return f"GitHub refuses {run.file}{where}: {run.problem}"
        if found := run.failed_step():
            job, step = found
            said = [line for line in step.raw if line.strip() and not line.startswith(ENDED)]
            last = said[-1] if said else ""
            return f"your workflow is red: job {job.name}, step '{step.title[:60]}'. {last[:160]}"
    return "your workflow is red"
