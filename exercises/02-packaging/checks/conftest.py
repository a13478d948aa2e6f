"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import Run, Subject, Told, keep_ready
from prodtutor.checkkit.current import current
from prodtutor.checkkit.environments import Environment, environment, problem, without_our_folder
from prodtutor.checkkit.wheels import Build, ProjectProblem, Wheel, build_wheel, read_project
from prodtutor.errors import CannotJudge

HERE = Path(__file__).parent
STAND_IN = ".stand-in"
FOLDER = "Kiosk Ä"
"""Where the installed command is run: blanks and umlauts are in many people's folders."""
MOST_SOURCES = 4


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_2_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module


probes, shopping, tree_of = (_load(name) for name in ("probes", "shopping", "tree"))
keep_ready(probes.prepare, probes.watched_import, probes.watched_receipt)


class Source:
    """The project as it lies there, imported as an installation for development would have it."""

    def __init__(self, subject: Subject, files: Mapping[str, str], imports: dict[str, Any]) -> None:
        """imports: what is known already, by module."""
        self.subject, self.files = subject, files
        self._imports = imports
        self.modules: dict[str, str] = tree_of.modules(files)
        """Dotted name -> file."""
        self._prepared = False

    @property
    def circle(self) -> list[str]:
        return list(tree_of.circle(self.modules, self.files))

    def watched_import(self, module: str) -> Any:
        """Import a module, the first one in a process of its own; see the probe."""
        if module not in self._imports:
            folders, root = self._folders(), str(self.subject.root)
            self.subject.restart()
            self._imports[module] = self.subject.probe(probes.watched_import, module, folders, root)
        return self._imports[module]

    def watched_receipt(self, order: Any, prices: Any, without_price: Any) -> Any:
        self.subject.probe(probes.prepare, self._folders())
        return self.subject.probe(probes.watched_receipt, order, prices, without_price, str(self.subject.root))

    def call(self, on: str, *arguments: object) -> Any:
        """Call a function of the project."""
        self.subject.probe(probes.prepare, self._folders())
        return self.subject.call(on, *arguments)

    def _folders(self) -> list[str]:
        root = self.subject.root
        if not self._prepared:
            # Who asks for the version of the distribution while it is imported gets an answer, as after installing.
            metadata = "Metadata-Version: 2.1\nName: shop-orders\nVersion: 0.0.0\n"
            self.subject.write(f"{STAND_IN}/shop_orders-0.0.0.dist-info/METADATA", metadata)
            self._prepared = True
        return [str(root / "src"), str(root), str(root / STAND_IN)]


@dataclass
class _Kept:
    """What came of something that is done once a run: a value, or what it raised."""

    value: Any = None
    error: Exception | None = None

    def get(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


class Project:
    """The project built into a wheel and installed, once a run."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._built: _Kept | None = None
        self._installed: _Kept | None = None

    def wheel(self, told: Told) -> Wheel:
        """The wheel. A failure of the test when there is none."""
        if self._built is None:
            self._built = _keep(lambda: self._build({}))
        return wheel_of(self._built.get(), told)

    def installed(self, told: Told) -> Environment:
        """A clean environment with the wheel in it, and no source of the project anywhere."""
        wheel = self.wheel(told)
        if self._installed is None:
            self._installed = _keep(lambda: self._install(wheel))
        env, run = self._installed.get()
        expect_installed(run, told)
        return env

    def bumped(self, told: Told, new: str) -> tuple[Wheel, str]:
        """The wheel after the version was changed at its source, and the file that this is.

        Raises CannotJudge when I do not find it.
        """
        old = self.wheel(told).version
        for file, text in _with_version(old, new):
            built = self._build({file: text})
            if built.wheel is not None and built.wheel.version == new:
                return built.wheel, file
        raise CannotJudge(
            "Where the version stands was not found",
            f"The wheel has version {old}. I changed it wherever I saw it, and the next wheel still had it.",
            'Write it in pyproject.toml, as version = "...", to have this judged.',
        )

    def install(self, wheel: Wheel, told: Told) -> Environment:
        """Another environment, for another wheel."""
        env, run = self._install(wheel)
        expect_installed(run, told)
        return env

    def _install(self, wheel: Wheel) -> tuple[Environment, Run]:
        env = self._stack.enter_context(environment())
        return env, env.install(wheel.name, wheel.data)

    def _build(self, changes: Mapping[str, str]) -> Build:
        """Build in a fresh copy, without what earlier builds of the learner's have left: as after a clone."""
        with Subject(current()) as subject:
            for name in sorted(subject.names()):
                parts = name.split("/")
                if parts[0] in ("build", "dist") or any(part.endswith(".egg-info") for part in parts):
                    subject.delete(name)
            for file, text in changes.items():
                subject.write(file, text)
            return build_wheel(subject)


def _keep(make: Callable[[], Any]) -> _Kept:
    try:
        return _Kept(make())
    except Exception as error:  # noqa: BLE001  (every test that asks is told)
        return _Kept(error=error)


def _with_version(old: str, new: str) -> list[tuple[str, str]]:
    """Files in which the version may have its source, the likeliest first, and their text with another version."""
    files = {name: data.decode("utf-8", "replace") for name, data in current().original.items() if len(data) < 100_000}
    said = re.compile(rf"""(?im)(?:^\W*|[(,]\s*)[\w.]*version\w*\W[^\n]*?["'=: ]\s*{re.escape(old)}(?![\w.])""")
    try:
        project = read_project(files.get("pyproject.toml", "").encode()).get("project", {})
    except ProjectProblem:
        project = {}
    if isinstance(project, dict) and "version" in project:
        line = re.compile(r"""(?m)^(\s*version\s*=\s*)["'][^"'\n]*["']""")
        head, table, rest = files["pyproject.toml"].partition("[project]")
        return [("pyproject.toml", head + table + line.sub(rf'\g<1>"{new}"', rest, count=1))]
    found = [
        (name, text)
        for name, text in files.items()
        if not name.startswith(("build/", "dist/")) and ".egg-info/" not in name
        if said.search(text) or text.strip() == old
    ]
    found.sort(key=lambda each: (not each[0].startswith("src/"), not each[0].endswith("__init__.py"), each[0]))
    return [
        (name, new if text.strip() == old else said.sub(lambda match: match[0].replace(old, new), text))
        for name, text in found[:MOST_SOURCES]
    ]


def wheel_of(built: Build, told: Told) -> Wheel:
    """The wheel of a build. A failure of the test that says in one sentence why there is none, with all behind it."""
    if built.wheel is None:
        told(
            did="built the project into a wheel",
            saw=built.problem,
            means="Without a wheel nobody can install your program.",
        )
        raise AssertionError(built.output)
    return built.wheel


def expect_installed(run: Run, told: Told) -> None:
    """The installation went well."""
    if run.status != 0:
        said = problem(run)
        because = re.search(r"Because (.+?), we can conclude that ", said)
        told(
            did="installed the wheel into a clean environment, without the network",
            saw=f"uv said: {because[1] if because else said}",
            means="So would the shop's tills, and nobody there could help.",
        )
        raise AssertionError(run.output)


class Kiosk:
    """An installed program in the folder of a kiosk: used as customers of the program use it."""

    def __init__(self, env: Environment, told: Told, draw: random.Random) -> None:
        self.env, self.told, self.draw = env, told, draw
        self.order: dict[str, Any] = shopping.order(draw)
        self.expected: str = shopping.receipt(self.order, shopping.PRICES)
        self.folder = f"{FOLDER} {draw.randint(100, 999)}"
        """Another one for each test: nothing of one reaches the next."""
        self.write("order.json", json.dumps(self.order))

    @property
    def place(self) -> Path:
        return self.env.subject.root / self.folder

    def write(self, name: str, data: str | bytes) -> None:
        self.env.write(f"{self.folder}/{name}", data)

    def orders(self, *arguments: str) -> Run:
        """Run the installed command."""
        return self.env.run("orders", *arguments, cwd=self.folder)

    def python(self, *arguments: str) -> Run:
        """Run the environment's Python."""
        return self.env.run("python", *arguments, cwd=self.folder)


def ended(run: Run) -> str:
    """How a run ended, with the last line that it printed."""
    lines = [without_our_folder(line.strip()) for line in run.output.splitlines() if line.strip()]
    last = f", and its last line was {lines[-1][:200]!r}" if lines else ", and it printed nothing"
    return f"it ended with status {run.status}{last}"


@pytest.fixture(scope="session")
def imports() -> dict[str, Any]:
    """What came of importing each module, once a run."""
    return {}


@pytest.fixture
def source(subject: Subject, files: Mapping[str, str], imports: dict[str, Any]) -> Source:
    return Source(subject, files, imports)


@pytest.fixture(scope="session")
def project() -> Iterator[Project]:
    with ExitStack() as stack:
        yield Project(stack)


@pytest.fixture
def kiosk(project: Project, told: Told, draw: random.Random) -> Kiosk:
    """The program, installed, with an order to print."""
    return Kiosk(project.installed(told), told, draw)


@pytest.fixture
def shop() -> ModuleType:
    """The module that knows receipts."""
    return shopping


@pytest.fixture
def is_of_tests() -> Callable[[Sequence[str]], bool]:
    """Whether a file, by the parts of its name, belongs to tests."""
    return tree_of.is_of_tests  # type: ignore[no-any-return]


@pytest.fixture
def how_it_ended() -> Callable[[Run], str]:
    return ended
