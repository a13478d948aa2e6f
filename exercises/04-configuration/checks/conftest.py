"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import random
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import (
    Handle,
    NotRaised,
    Run,
    Subject,
    SubjectError,
    SubjectRaised,
    Told,
    keep_ready,
)

HERE = Path(__file__).parent
LEFT = (".env", "last_report.json", "elsewhere", "mounted")
"""What a test may leave behind that another one could mistake for its own."""
HURRIED_S = 2.0
"""How long a run may take that is repeated in a process of its own if it takes longer."""


def _load(name: str) -> ModuleType:
    """A module of this folder, which is no package and not on the path."""
    full = f"prodtutor_lesson_4_{name}"
    spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


services, leaks, drawn_values, probes = (_load(name) for name in ("services", "leaks", "drawn", "probes"))
keep_ready(
    probes.runner,
    probes.set_environment,
    probes.environment,
    probes.import_settings,
    probes.printed,
    probes.watched_run,
)


@pytest.fixture
def drawn(draw: random.Random) -> Any:
    """A complete configuration with fresh secrets."""
    return drawn_values.configuration(draw)


class Shop:
    """The learner's program and its settings, asked in the words of this lesson."""

    def __init__(self, subject: Subject, told: Told, draw: random.Random, new_api: Callable[[], Any]) -> None:
        self.subject, self.told, self.draw = subject, told, draw
        self.probes = probes
        # A name of its own for each test: what a program remembers of a file must not reach the next test.
        self._file_name = f"given-{secrets.token_hex(4)}.env"
        self._new_api = new_api
        self._api: Any = None

    @property
    def api(self) -> Any:
        """The API that the program is told of."""
        if self._api is None:
            self._api = self._new_api()
        return self._api

    def hang_up(self) -> None:
        """From now on nobody answers at the API's address."""
        self._api = services.Nobody()

    def configuration(self, key_length: int = 30) -> Any:
        return drawn_values.configuration(self.draw, key_length)

    def sales(self) -> tuple[int, int]:
        """Write a fresh sales.csv; how many orders it holds, and their revenue in cents."""
        text, count, revenue = drawn_values.sales(self.draw)
        self.subject.write("sales.csv", text)
        return count, revenue

    def run(self, env: Mapping[str, str], *arguments: str, env_file: str | None = None, cwd: Path | None = None) -> Run:
        """Start the program with a `.env` of ours beside it, or none, and without an older report."""
        self.subject.delete("last_report.json")
        self.subject.delete(".env")
        if env_file is not None:
            self.subject.write(".env", env_file)
        return self._run(["--api", self.api.url, *arguments], env, cwd)

    def _run(self, arguments: list[str], env: Mapping[str, str], cwd: Path | None) -> Run:
        return self.subject.run("daily_report.py", *arguments, env=env, cwd=cwd)

    def ended(self, run: Run) -> str:
        """How a run ended, with the last line that it printed."""
        return ended(run)

    def trial(self, look: Callable[[Shop], None]) -> None:
        """Call `look` with this shop."""
        look(self)

    def as_new(self) -> None:
        """Make the process as good as new, where it may have been used before."""

    def set_environment(self, values: Mapping[str, str]) -> None:
        """Make `values` the only SHOP_ variables of the process, until the end of the test."""
        self.subject.probe(probes.set_environment, dict(values))

    def watched_run(self, env: Mapping[str, str]) -> Any:
        """What `probes.watched_run` sees."""
        return self.subject.probe(probes.watched_run, ["--api", self.api.url], dict(env), str(self.subject.root))

    def load(self, environ: Mapping[str, str] | None, *, did: str, **options: object) -> Any:
        """`load_settings`; did says what is special about it. Without env_file nothing of a file is said."""
        self.told(did=did)
        settings = self.subject.call("settings:load_settings", environ=environ, **options)
        if not isinstance(settings, Handle):
            self.told(
                did=did,
                saw=f"load_settings returned {settings!r:.80}",
                means="It must return an object of the class Settings, with the attributes of the brief's list.",
            )
            assert isinstance(settings, Handle)
        return settings

    def all_as_expected(
        self,
        calls: list[dict[str, Any]],  # noqa: ARG002
        names: list[str],  # noqa: ARG002
        expected: list[list[Any]],  # noqa: ARG002
    ) -> bool:
        """Whether each call of `load_settings` has this outcome (see `probes.runner`), asked all at once.

        calls: keyword arguments; `text` is written to `env_file` before the call. If the answer is no, the test asks
        one after the other, and says what it sees.
        """
        return False

    def refused(self, environ: Mapping[str, str], **options: object) -> SubjectRaised:
        """What `load_settings` raised. A failure when it is no SettingsError."""
        try:
            with self.subject.raises("settings:SettingsError") as caught:
                self.subject.call("settings:load_settings", environ=environ, **options)
        except NotRaised as error:
            if error.place is not None:
                raise
            self.told(did=self.told.did, saw=str(error), means=self.told.means)
            raise AssertionError from None
        return caught.error

    def file(self, text: str, name: str = "") -> Path:
        """An environment file for `load_settings`; of the same name at each call in a test, if none is given."""
        self.subject.write(name or self._file_name, text)
        return self.subject.root / (name or self._file_name)

    def text_of(self, value: object) -> str:
        """`env` as a plain text, whether it is a str, a StrEnum or another enum."""
        if isinstance(value, str):
            return value
        if isinstance(value, Handle):
            for look in (value.as_str, lambda: value.value):
                try:
                    found = look()
                except SubjectRaised:
                    continue
                if isinstance(found, str):
                    return found
            return self.subject.str_of(value)
        return repr(value)

    def expect_stop(self, run: Run, did: str, names: list[str], means: str) -> None:
        """The program must have ended with 2, named the variables and sent nothing."""
        keys = self.api.keys
        if keys:
            self.told(did=did, saw=f"it still called the API, with the key {keys[0]!r}", means=means)
            assert not keys
        missing = [name for name in names if name not in run.output]
        if missing:
            self.told(did=did, saw=f"{ended(run)}, and does not name {' and '.join(missing)}", means=means)
            assert not missing
        self.told(did=did, saw=ended(run), means=f"{means} The brief asks for exit status 2.")
        assert run.status == 2

    def expect_hidden(self, text: str, configuration: Any, did: str, where: str, means: str) -> None:
        """Neither secret of the configuration may show in the text."""
        for name, secret in configuration.secrets.items():
            shown = leaks.leak(text, secret)
            self.told(did=did, saw=f"{name} shows in {where}: {shown}" if shown else "", means=means)
            assert not shown


class Unclear(Exception):
    """Only a process of its own can show how the program ends."""


class Common:
    """What the tests that share a process have in common."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._api: Any = None
        self.subject: Subject | None = None
        """Where `runner` is."""
        self.runner: Any = None
        self.outcomes: Any = None
        """See `probes.runner`, for both."""
        self.used = False
        """Whether the process is in another state than at its start."""
        self.littered = False
        """Whether files may lie about."""
        self.unfit = False
        """Whether running the program has ended the process; then every run gets a process of its own."""

    def api(self) -> Any:
        """One API for all, with nothing received yet."""
        if self._api is None:
            self._api = self._stack.enter_context(services.shop_api())
        self._api.forget()
        return self._api


class SharedShop(Shop):
    """The same in a process that many tests share. A program that runs in it costs a tenth of a process of its own."""

    def __init__(
        self, subject: Subject, told: Told, draw: random.Random, common: Common, real_shop: Callable[[], Shop]
    ) -> None:
        super().__init__(subject, told, draw, common.api)
        self._common, self._real_shop = common, real_shop
        if common.subject is not subject:
            common.runner, common.outcomes = subject.probe(probes.runner, str(subject.root))
            common.subject, common.used = subject, False
        elif common.used:
            self.as_new()
        if common.littered:
            for name in LEFT:
                subject.delete(name)
            common.littered = False

    def all_as_expected(self, calls: list[dict[str, Any]], names: list[str], expected: list[list[Any]]) -> bool:
        try:
            found = self.subject.call(self._common.outcomes, calls, names)
        except SubjectRaised:
            return False
        except SubjectError:  # it is over; one call after the other, each with its own time, may fare better
            self.subject = self._real_shop().subject
            return False
        return same(found, expected)

    def trial(self, look: Callable[[Shop], None]) -> None:
        """Look at this shop; if anything seems wrong here, look again at one of the test's own.

        So a test fails by what a program of its own has done, started as a learner starts it, and by nothing else.
        """
        try:
            look(self)
        except (AssertionError, SubjectError, Unclear):
            self.told()
            look(self._real_shop())

    def as_new(self) -> None:
        self.subject.call(self._common.runner)
        self._common.used = False

    def file(self, text: str, name: str = "") -> Path:
        self._common.littered = True
        return super().file(text, name)

    def set_environment(self, values: Mapping[str, str]) -> None:
        self._common.used = True
        super().set_environment(values)

    def watched_run(self, env: Mapping[str, str]) -> Any:
        self.as_new()
        self._common.used = self._common.littered = True
        return super().watched_run(env)

    def _run(self, arguments: list[str], env: Mapping[str, str], cwd: Path | None) -> Run:
        common = self._common
        if common.unfit:
            raise Unclear
        common.unfit = common.littered = True
        patience, self.subject.timeout = self.subject.timeout, min(self.subject.timeout, HURRIED_S)
        try:
            answer = self.subject.call(common.runner, arguments, dict(env), "" if cwd is None else str(cwd))
        finally:
            self.subject.timeout = patience
        common.unfit = False
        status, output = answer if type(answer) is tuple and len(answer) == 2 else (None, "")
        if type(status) is not int or type(output) is not str:
            raise Unclear
        return Run(status, output, "")


def same(found: object, expected: object) -> bool:
    """Whether two plain values are equal, of the same types too: True is not 1 here."""
    if type(found) is list and type(expected) is list:
        return len(found) == len(expected) and all(map(same, found, expected))
    return type(found) is type(expected) and found == expected


def ended(run: Run) -> str:
    """How a run ended, with the last line that it printed."""
    lines = [line.strip() for line in run.output.splitlines() if line.strip()]
    last = f", and its last line was {lines[-1][:160]!r}" if lines else ", and it printed nothing"
    return f"it ended with status {run.status}{last}"


@pytest.fixture
def how_it_ended() -> Callable[[Run], str]:
    return ended


@pytest.fixture(scope="session")
def common() -> Iterator[Common]:
    with ExitStack() as stack:
        yield Common(stack)


class RealShop:
    """Makes a test's own shop when called: files that nobody has touched yet, and a process of its own for each run."""

    def __init__(self, request: pytest.FixtureRequest, told: Told, draw: random.Random) -> None:
        self._request, self._told, self._draw = request, told, draw
        self._made: Shop | None = None

    def __call__(self) -> Shop:
        if self._made is None:
            subject = self._request.getfixturevalue("subject")
            self._made = Shop(subject, self._told, self._draw, self._new_api)
        return self._made

    def _new_api(self) -> Any:
        context = services.shop_api()
        self._request.addfinalizer(lambda: context.__exit__(None, None, None))
        return context.__enter__()


@pytest.fixture
def real_shop(request: pytest.FixtureRequest, told: Told, draw: random.Random) -> RealShop:
    """For what only a process of its own can show."""
    return RealShop(request, told, draw)


@pytest.fixture
def shop(
    request: pytest.FixtureRequest, shared_by_all: Subject, told: Told, draw: random.Random, common: Common
) -> Shop:
    """The shop that many tests share, tidied up for this one."""
    real_shop = RealShop(request, told, draw)
    try:
        return SharedShop(shared_by_all, told, draw, common, real_shop)
    except SubjectError:  # it has not survived the tests before
        return real_shop()


@pytest.fixture
def find_leak() -> Any:
    """The module that finds secrets."""
    return leaks
