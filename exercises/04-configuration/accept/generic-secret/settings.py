"""Settings with a hiding place for anything."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import ParseResult, urlparse

T = TypeVar("T")
N = TypeVar("N", int, float)


class Env(Enum):
    DEV = "dev"
    PROD = "prod"


@dataclass(frozen=True, repr=False)
class Hidden(Generic[T]):
    inside: T

    def __repr__(self) -> str:
        return f"<a hidden {type(self.inside).__name__}>"


class SettingsError(Exception):
    def __init__(self, *problems: tuple[str, str]) -> None:
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(f"{name}: {text}" for name, text in self.problems)


@dataclass(frozen=True, order=True)
class Settings:
    env: Env
    database_url: Hidden[ParseResult]
    api_key: Hidden[str]
    timeout_s: float
    max_batch: int
    debug: bool


@dataclass
class Field(Generic[T]):
    name: str
    rule: str
    parse: Callable[[str], T]
    fallback: T | None = None

    def read(self, source: Mapping[str, str], problems: list[tuple[str, str]], harmless: T) -> T:
        text = source.get(self.name)
        if not text:
            if self.fallback is None:
                problems.append((self.name, f"missing; {self.rule}"))
                return harmless
            return self.fallback
        try:
            return self.parse(text)
        except (ValueError, KeyError):
            problems.append((self.name, self.rule))
            return harmless


def between(low: float, high: float, number: N) -> N:
    if not low <= number <= high:
        raise ValueError
    return number


def parsed_url(text: str) -> Hidden[ParseResult]:
    parts = urlparse(text)
    if "" in (parts.scheme, parts.hostname or ""):
        raise ValueError
    return Hidden(parts)


WORDS = dict.fromkeys(("1", "true", "yes", "on"), True) | dict.fromkeys(("0", "false", "no", "off"), False)


@dataclass
class Sources:
    environ: Mapping[str, str]
    file: dict[str, str] = field(default_factory=dict)

    def add_file(self, path: Path) -> None:
        for line in path.read_text(encoding="utf-8").splitlines():
            match line.strip().split("=", maxsplit=1):
                case [name, value] if not name.startswith("#"):
                    bare = value.strip()
                    quoted = len(bare) > 1 and bare[0] in "\"'" and bare[0] == bare[-1]
                    self.file[name.split()[-1]] = bare[1:-1] if quoted else bare

    def merged(self) -> dict[str, str]:
        named = {name: value for name, value in self.file.items() if name != "SHOP_ENV"}
        return named | {name: value for name, value in self.environ.items() if value}


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    sources = Sources(os.environ.copy() if environ is None else environ)
    problems: list[tuple[str, str]] = []
    env = Field("SHOP_ENV", "dev or prod", Env, Env.DEV).read(sources.environ, problems, Env.DEV)
    if env is Env.DEV and env_file and env_file.exists():
        sources.add_file(env_file)
    values = sources.merged()

    def seconds(text: str) -> float:
        return between(0.001, 86_400.0, float(text))

    def batch(text: str) -> int:
        return between(1, 500, int(text))

    read_url = partial(Field("SHOP_DATABASE_URL", "a URL", parsed_url).read, values, problems)
    settings = Settings(
        env=env,
        database_url=read_url(Hidden(urlparse(""))),
        api_key=Field("SHOP_API_KEY", "any text", Hidden[str]).read(values, problems, Hidden("")),
        timeout_s=Field("SHOP_TIMEOUT_S", "seconds above 0", seconds, 5.0).read(values, problems, 0.0),
        max_batch=Field("SHOP_MAX_BATCH", "1 to 500", batch, 50).read(values, problems, 0),
        debug=Field("SHOP_DEBUG", "true or false", lambda text: WORDS[text.lower()], False).read(
            values, problems, False
        ),
    )
    if settings.debug and env is Env.PROD:
        problems.append(("SHOP_DEBUG", "not in prod"))
    if problems:
        raise SettingsError(*problems)
    return settings
