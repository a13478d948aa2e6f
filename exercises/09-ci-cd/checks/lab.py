"""The trees that a workflow is run on, and what comes of it. The project is ours: a learner writes workflows only."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from prodtutor.checkkit.workflows.bench import Bench
from prodtutor.checkkit.workflows.contexts import Given
from prodtutor.checkkit.workflows.events import Event
from prodtutor.checkkit.workflows.runner import Report, run_workflows

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


class Lab:
    """Runs the learner's workflows; a run that was made is remembered."""

    def __init__(self, bench: Bench, files: Mapping[str, bytes], draw: random.Random) -> None:
        self.bench, self.files = bench, dict(files)
        self.token = f"kiosk-{draw.randrange(10**11, 10**12)}"
        self._reports: dict[tuple[str, str, bool], Report] = {}
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

    def run(self, tree: str, event: Event, *, broken_server: bool = False) -> Report:
        """Raises CannotJudge when something is not simulated."""
        key = (tree, repr(event), broken_server)
        if key not in self._reports:
            server = {"disk-full": b""} if broken_server else {}
            self._reports[key] = run_workflows(
                self.bench,
                self.files,
                event,
                {**self.trees[tree], **self.files},
                given=Given(secrets={"DEPLOY_TOKEN": self.token}),
                store=("SERVER_FOLDER", server),
                keep_files=True,
            )
        return self._reports[key].settled()

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


def colour(report: Report) -> str:
    """How it looks on the web, with the first reason."""
    if report.result == "success":
        return "your workflow is green"
    if report.result == "skipped":
        return "no job was run"
    for run in report.runs:
        if run.problem:
            where = f" (line {run.line})" if run.line else ""
            return f"GitHub refuses {run.file}{where}: {run.problem}"
        if found := run.failed_step():
            job, step = found
            last = next((line for line in reversed(step.raw[:-1]) if line.strip()), "")
            return f"your workflow is red: job {job.name}, step '{step.title[:60]}'. {last[:160]}"
    return "your workflow is red"
