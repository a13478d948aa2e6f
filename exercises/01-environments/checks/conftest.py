"""What the checks of this lesson share: the shop's packages, environments with them, and the learner's lock."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from prodtutor.checkkit import Run, Subject, Told, fresh_draw
from prodtutor.checkkit.current import current
from prodtutor.checkkit.environments import Environment, without_our_folder
from prodtutor.checkkit.indexes import Packages

HERE = Path(__file__).parent
ENV = ".environment-of-the-check"
REPORT, ORDERS, NOTES = "report.py", ".orders-of-the-check.json", ".notes-of-the-check"
CURRENCY = "CHF"
MAJOR = "2.1.0"
"""A release of shoprates that is not out yet."""


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_1_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


shop, project_of, program_of, locks_of, uv_said = (
    _load(name) for name in ("shop", "project", "program", "locks", "uv_said")
)

NOW = Packages.of(HERE.parent / "packages")
"""What `./index` holds."""
NEXT = Packages.of(HERE.parent / "packages-next")
"""What `./index-next` holds besides."""
LATER = Packages.of(HERE / "later")
"""What neither of them holds yet."""
INDEXES: Mapping[str, Packages] = {"index": NOW, "index-next": NOW.with_more(NEXT)}


def _rates() -> dict[str, dict[str, int]]:
    """The published rates: all releases have the same."""
    space: dict[str, Any] = {}
    exec(NOW.releases["shoprates/1.4.2"]["shoprates/table.py"], space)  # noqa: S102  (the pack's own)
    found: dict[str, dict[str, int]] = space["RATES"]
    return found


RATES = _rates()


@dataclass(frozen=True)
class Outcome:
    """What a run of the report came to."""

    run: Run

    @property
    def total(self) -> str:
        """The last line; empty when the program did not end well."""
        lines = [line.strip() for line in self.run.out.splitlines() if line.strip()]
        return lines[-1] if lines and self.run.status == 0 else ""

    @property
    def ended(self) -> str:
        """How it ended, with the last line that it printed."""
        lines = [without_our_folder(line.strip()) for line in self.run.output.splitlines() if line.strip()]
        last = f", and its last line was {lines[-1][:200]!r}" if lines else ", and it printed nothing"
        return f"it ended with status {self.run.status}{last}"


class Shop:
    """A copy of the learner's folder on a machine of the shop's, with an environment in which nothing is installed."""

    def __init__(self, stack: ExitStack, packages: Callable[[Packages], Packages] = lambda known: known) -> None:
        """packages: makes of an index what this machine sees in its place."""
        self.subject = stack.enter_context(Subject(current()))
        self.env = Environment(self.subject, ENV)
        for name in current().original:
            if name.partition("/")[0] in INDEXES:
                self.subject.delete(name)
        self.lay(packages)

    def lay(self, packages: Callable[[Packages], Packages]) -> None:
        """Write the indexes as this machine sees them from now on."""
        for folder, known in INDEXES.items():
            for name, data in packages(known).index(folder).items():
                self.subject.write(name, data)

    def install(self, *requirements: str, index: str = "index", resolution: str = "highest") -> Run:
        """Resolve and install requirements from the index, as nobody's lock says."""
        from_index = ("--default-index", f"./{index}", "--resolution", resolution)
        return self.env.uv("pip", "install", "--quiet", *from_index, "--", *requirements)

    def report(self, made: list[dict[str, Any]]) -> Outcome:
        """Run the report over these orders."""
        self.subject.write(ORDERS, json.dumps(made))
        return Outcome(self.env.run("python", REPORT, ORDERS, CURRENCY))

    def watched_report(self, made: list[dict[str, Any]]) -> tuple[Outcome, list[tuple[str, str]]]:
        """Run the report, and see what it starts and reaches for: (kind, what); see `watch.py`."""
        self.subject.write(ORDERS, json.dumps(made))
        self.subject.write(NOTES, b"")
        self.subject.write(".watch.py", (HERE / "watch.py").read_bytes())
        if not self.env.exists:
            self.env.make()
        run = self.env.run("python", ".watch.py", NOTES, REPORT, ORDERS, CURRENCY)
        noted = (self.subject.read(NOTES) or b"").decode("utf-8", "replace").splitlines()
        return Outcome(run), [(str(kind), str(what)) for kind, what in map(json.loads, noted)]


@dataclass(frozen=True)
class Installed:
    """What came of installing on a machine, and of running the report there."""

    run: Run
    packages: Mapping[str, str]
    outcome: Outcome | None
    """None when the installation failed."""

    @property
    def problem(self) -> str:
        """Why the installation failed, in a sentence."""
        return str(uv_said.in_a_sentence(self.run))

    def version(self, project: str) -> str:
        return self.packages.get(project, "none")


class Machines:
    """Machines of the shop's, each set up once a run for equal commands on equal indexes."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._known: dict[object, Any] = {}
        # One draw for all: what two machines print can be compared.
        self.orders = shop.orders(fresh_draw("machines"))

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """What `make` returns or raises, the same for each test that asks."""
        if key not in self._known:
            try:
                self._known[key] = (make(), None)
            except Exception as error:  # noqa: BLE001  (every test that asks is told)
                self._known[key] = (None, error)
        value, error = self._known[key]
        if error is not None:
            raise error
        return value

    def new(self, packages: Callable[[Packages], Packages] = lambda known: known) -> Shop:
        """A machine that sees these indexes."""
        return Shop(self._stack, packages)

    @property
    def expected(self) -> str:
        """The right last line of the report over `orders`."""
        return f"TOTAL {CURRENCY} {shop.total(self.orders, CURRENCY, RATES)}"


class Declared(Machines):
    """Machines on which what `pyproject.toml` declares is installed."""

    def on(self, packages: str, resolution: str = "highest", told: Told | None = None) -> Installed:
        """packages: `now`, `later` (more releases of the next major version), or `thrifty` (without `shoptz`)."""
        requirements = project_of.requirements(project_of.read(current().original, told))

        def make() -> Installed:
            machine = self.new(_INDEXED[packages])
            run = machine.install(*requirements, resolution=resolution) if requirements else machine.env.make()
            found = machine.env.installed()
            return Installed(run, found, machine.report(self.orders) if run.status == 0 else None)

        if packages == "later" and not any(_next_major_fits(need) for need in requirements):
            packages = "now"  # resolving would come to the same
        made: Installed = self.once((packages, resolution), make)
        return made


class Locked(Machines):
    """Machines on which the learner's lock is installed."""

    _checked: Run

    def lock(self, told: Told) -> Any:
        """The learner's one lock. A failure of the test when there is none, or more than one."""
        return locks_of.only_lock(current().original, told)

    def on(self, packages: str, told: Told) -> Installed:
        """packages: `now` or `week-later`."""
        lock = self.lock(told)

        def make() -> Installed:
            machine = self.new(_INDEXED[packages])
            if packages == "now" and lock.name == "uv.lock":
                self._checked = lock.check(machine)  # before any code of the learner's has run there
            run = lock.install(machine)
            found = machine.env.installed()
            return Installed(run, found, machine.report(self.orders) if run.status == 0 else None)

        made: Installed = self.once(packages, make)
        return made

    def with_tampered(self, project: str, told: Told) -> Run:
        """Install where the wheels of a project have other bytes. The machine is the same each time, and empty."""
        lock = self.lock(told)
        machine: Shop = self.once("tampered", self.new)
        machine.lay(lambda known: known.tampered(project))
        run: Run = lock.install(machine)
        return run

    def checked(self, told: Told) -> Run:
        """What `uv lock --check` says of a `uv.lock`."""
        self.on("now", told)
        return self._checked


def _without_shoptz(files: dict[str, bytes]) -> None:
    files["pyproject.toml"] = files["pyproject.toml"].replace(b'dependencies = ["shoptz>=1.0"]\n', b"")


def _next_major(known: Packages) -> Packages:
    return known.with_more(Packages({f"shoprates/{MAJOR}": LATER.releases[f"shoprates/{MAJOR}"]}))


def _next_major_fits(need: str) -> bool:
    requirement = Requirement(need)
    return canonicalize_name(requirement.name) == "shoprates" and requirement.specifier.contains(MAJOR)


_INDEXED: Mapping[str, Callable[[Packages], Packages]] = {
    "now": lambda known: known,
    "later": _next_major,
    "thrifty": lambda known: known.changed("shoprates", _without_shoptz),
    "week-later": lambda known: known.with_more(NEXT).with_more(LATER),
}


@pytest.fixture(scope="session")
def declared() -> Iterator[Declared]:
    with ExitStack() as stack:
        yield Declared(stack)


@pytest.fixture(scope="session")
def locked() -> Iterator[Locked]:
    with ExitStack() as stack:
        yield Locked(stack)


def copies(names: Iterable[str]) -> list[str]:
    """Files that are copies of the index's packages, whatever folder they lie in."""
    known = NOW.modules()
    python = [PurePosixPath(name) for name in sorted(names) if name.endswith(".py")]
    return [str(name) for name in python if any(part in known for part in (*name.parts[:-1], name.stem))]


def top_of_copy(name: str) -> str:
    """The copied package's folder, or its file: an empty folder could still be imported."""
    parts, known = PurePosixPath(name).parts, NOW.modules()
    end = next((index for index, part in enumerate(parts[:-1]) if part in known), len(parts) - 1)
    return "/".join(parts[: end + 1])


class Watched:
    """The report, watched on two machines: one where everything is installed, and one where nothing is."""

    def __init__(self, stack: ExitStack) -> None:
        draw = fresh_draw("watched")
        orders, rates = shop.orders(draw), shop.other_rates(draw)

        def change(files: dict[str, bytes]) -> None:
            files["shoprates/table.py"] = f"RATES = {rates!r}\n".encode()

        self.expected: str = f"TOTAL {CURRENCY} {shop.total(orders, CURRENCY, rates)}"
        """The right last line by the rates of the installed package, which nobody has seen before."""
        full = Shop(stack, lambda known: known.changed("shoprates", change))
        run = full.install("shoprates==1.4.2", "shoptz==1.1.0")
        assert run.status == 0, run.output
        self.full, self.noted_there = full.watched_report(orders)
        bare = Shop(stack)
        for name in copies(current().original):  # or the program finds there what it would install otherwise
            bare.subject.delete(top_of_copy(name))
        self.empty, self.noted_without = bare.watched_report(orders)


@pytest.fixture(scope="session")
def watched() -> Iterator[Watched]:
    with ExitStack() as stack:
        yield Watched(stack)


@pytest.fixture
def copied(tree: Mapping[str, bytes]) -> list[str]:
    """The learner's files that are copies of packages, as modules or packed as wheels."""
    return [*copies(tree), *_copied_wheels(tree)]


def _copied_wheels(names: Iterable[str]) -> list[str]:
    """Wheels of the index's packages that lie somewhere else than in an index."""
    known, wheels = NOW.modules().values(), (PurePosixPath(name) for name in sorted(names) if name.endswith(".whl"))
    return [str(name) for name in wheels if name.parts[0] not in INDEXES and name.name.partition("-")[0] in known]


@pytest.fixture
def path_changes(files: Mapping[str, str]) -> list[str]:
    """Where the program changes `sys.path`, as it is written: `report.py: sys.path.append('libs')`."""
    own = program_of.files_of(files, REPORT, project_of.imported)
    return [f"{name}: {change}" for name, text in own.items() for change in program_of.path_changes(text)]


@pytest.fixture
def said() -> Callable[[Run], str]:
    """What uv said, in a sentence."""
    in_a_sentence: Callable[[Run], str] = uv_said.in_a_sentence
    return in_a_sentence


@pytest.fixture
def project_model() -> ModuleType:
    """The module that reads pyproject.toml."""
    return project_of


@pytest.fixture
def known_modules() -> Mapping[str, str]:
    """Top-level module -> the project of the index that brings it."""
    return NOW.with_more(NEXT).modules()
