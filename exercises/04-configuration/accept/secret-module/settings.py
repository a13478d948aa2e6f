"""The configuration of the daily report."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

import env_file as env_files
from secret_text import SecretText

T = TypeVar("T")


class Environment(StrEnum):
    DEV = "dev"
    PROD = "prod"


class SettingsError(Exception):
    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(f"{name} {reason}" for name, reason in self.problems.items())


@dataclass(frozen=True, slots=True)
class Settings:
    env: Environment
    database_url: SecretText
    api_key: SecretText
    timeout_s: float
    max_batch: int
    debug: bool

    @property
    def database(self) -> SplitResult:
        return urlsplit(self.database_url.get_secret_value())


def _boolean(text: str) -> bool:
    match text.casefold():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off":
            return False
        case _:
            raise ValueError("must be one of 1, true, yes, on, 0, false, no, off")


def _seconds(text: str) -> float:
    value = float(text)
    if 0 < value < inf:
        return value
    raise ValueError("must be above 0")


def _batch(text: str) -> int:
    value = int(text)
    if 1 <= value <= 500:
        return value
    raise ValueError("must be 1 to 500")


def _url(text: str) -> SecretText:
    parts = urlsplit(text)
    if parts.scheme and parts.hostname:
        return SecretText(text)
    raise ValueError("must be a URL")


@contextmanager
def _noting(name: str, problems: dict[str, str], about: str) -> Iterator[None]:
    try:
        yield
    except ValueError:
        problems[name] = about


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    first: Mapping[str, str] = os.environ if environ is None else environ
    env_name = first.get("SHOP_ENV") or "dev"
    second: dict[str, str] = {}
    if env_file is not None and env_name != Environment.PROD:
        second = env_files.read(env_file)
    values = ChainMap({k: v for k, v in first.items() if v}, {k: v for k, v in second.items() if v})
    problems: dict[str, str] = {}

    def take(name: str, parse: Callable[[str], T], default: T, about: str) -> T:
        if name not in values:
            return default
        with _noting(name, problems, about):
            return parse(values[name])
        return default

    for name in ("SHOP_DATABASE_URL", "SHOP_API_KEY"):
        if name not in values:
            problems[name] = "is required"
    env = Environment.DEV
    with _noting("SHOP_ENV", problems, "must be dev or prod"):
        env = Environment(env_name)
    nothing = SecretText("")
    settings = Settings(
        env=env,
        database_url=take("SHOP_DATABASE_URL", _url, nothing, "must be a URL with scheme and host"),
        api_key=take("SHOP_API_KEY", SecretText, nothing, ""),
        timeout_s=take("SHOP_TIMEOUT_S", _seconds, 5.0, "must be seconds above 0"),
        max_batch=take("SHOP_MAX_BATCH", _batch, 50, "must be a whole number from 1 to 500"),
        debug=take("SHOP_DEBUG", _boolean, False, "must be a yes or a no"),
    )
    if settings.debug and settings.env is Environment.PROD:
        problems["SHOP_DEBUG"] = "is not allowed in prod"
    if problems:
        raise SettingsError(problems)
    return settings
