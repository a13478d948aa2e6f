"""What the checks of this lesson share."""

from __future__ import annotations

import importlib.util
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prodtutor.checkkit import Handle, NotRaised, Run, Subject, SubjectRaised, Told

HERE = Path(__file__).parent


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


@pytest.fixture
def shop_api() -> Iterator[Any]:
    with services.shop_api() as api:
        yield api


@pytest.fixture
def drawn(draw: random.Random) -> Any:
    """A complete configuration with fresh secrets."""
    return drawn_values.configuration(draw)


class Shop:
    """The learner's program and its settings, asked in the words of this lesson."""

    def __init__(self, subject: Subject, api: Any, told: Told, draw: random.Random) -> None:
        self.subject, self.api, self.told, self.draw = subject, api, told, draw
        self.probes = probes

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
        return self.subject.run("daily_report.py", "--api", self.api.url, *arguments, env=env, cwd=cwd)

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

    def file(self, text: str, name: str = "given.env") -> Path:
        """An environment file for `load_settings`."""
        self.subject.write(name, text)
        return self.subject.root / name

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


def ended(run: Run) -> str:
    """How a run ended, with the last line that it printed."""
    lines = [line.strip() for line in run.output.splitlines() if line.strip()]
    last = f", and its last line was {lines[-1][:160]!r}" if lines else ", and it printed nothing"
    return f"it ended with status {run.status}{last}"


@pytest.fixture
def how_it_ended() -> Callable[[Run], str]:
    return ended


@pytest.fixture
def shop(subject: Subject, shop_api: Any, told: Told, draw: random.Random) -> Shop:
    return Shop(subject, shop_api, told, draw)


@pytest.fixture
def find_leak() -> Any:
    """The module that finds secrets."""
    return leaks
