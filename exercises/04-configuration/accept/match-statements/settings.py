"""Configuration of the daily report. Structural pattern matching all the way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self, TypedDict
from urllib.parse import SplitResult, urlsplit


class SettingsError(Exception):
    @classmethod
    def about(cls, problems: Iterable[str]) -> Self:
        return cls("\n".join(f"- {problem}" for problem in problems))


class Hidden(str):
    """A str that works as one, but prints, formats and represents itself as ****."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'****'"

    def __str__(self) -> str:
        return "****"

    def __format__(self, format_spec: str) -> str:
        return format("****", format_spec)

    def unhidden(self) -> str:
        return str.__str__(self)


class Raw(TypedDict):
    SHOP_DATABASE_URL: str
    SHOP_API_KEY: str
    SHOP_TIMEOUT_S: str
    SHOP_MAX_BATCH: str
    SHOP_DEBUG: str


@dataclass(frozen=True)
class Settings:
    env: Literal["dev", "prod"]
    database_url: Hidden
    api_key: Hidden
    timeout_s: float
    max_batch: int
    debug: bool

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.database_url.unhidden())

    @property
    def database_user(self) -> str:
        return self._parts.username or ""

    @property
    def database_host(self) -> str:
        return self._parts.hostname or ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], env_file: Path | None) -> Self:
        problems: list[str] = []
        env: Literal["dev", "prod"] = "dev"
        match environ.get("SHOP_ENV"):
            case None | "" | "dev":
                pass
            case "prod":
                env, env_file = "prod", None
            case _:
                problems.append("SHOP_ENV: use dev or prod")

        file = dict(read_env_file(env_file)) if env_file else {}
        environ, key_problems = with_key_file(environ)
        problems += key_problems
        raw: Raw = {
            "SHOP_DATABASE_URL": environ.get("SHOP_DATABASE_URL") or file.get("SHOP_DATABASE_URL", ""),
            "SHOP_API_KEY": environ.get("SHOP_API_KEY") or file.get("SHOP_API_KEY", ""),
            "SHOP_TIMEOUT_S": environ.get("SHOP_TIMEOUT_S") or file.get("SHOP_TIMEOUT_S") or "5",
            "SHOP_MAX_BATCH": environ.get("SHOP_MAX_BATCH") or file.get("SHOP_MAX_BATCH") or "50",
            "SHOP_DEBUG": environ.get("SHOP_DEBUG") or file.get("SHOP_DEBUG") or "false",
        }

        match raw:
            case {"SHOP_DATABASE_URL": ""}:
                problems.append("SHOP_DATABASE_URL: missing")
            case {"SHOP_DATABASE_URL": url} if not good_url(url):
                problems.append("SHOP_DATABASE_URL: not of the form scheme://user:password@host:port/name")

        if not raw["SHOP_API_KEY"] and not key_problems:
            problems.append("SHOP_API_KEY: missing")

        timeout_s = to_seconds(raw["SHOP_TIMEOUT_S"])
        if timeout_s is None:
            problems.append(f"SHOP_TIMEOUT_S: not a time in seconds: {raw['SHOP_TIMEOUT_S']!r:.20}")

        try:
            max_batch = int(raw["SHOP_MAX_BATCH"])
        except ValueError:
            max_batch = 0
        match max_batch:
            case n if not 1 <= n <= 500:
                problems.append(f"SHOP_MAX_BATCH: not from 1 to 500: {raw['SHOP_MAX_BATCH']!r:.20}")

        debug = False
        match raw["SHOP_DEBUG"].lower(), env:
            case (("1" | "true" | "yes" | "on"), "prod"):
                problems.append("SHOP_DEBUG: not in production")
            case (("1" | "true" | "yes" | "on"), _):
                debug = True
            case (("0" | "false" | "no" | "off"), _):
                debug = False
            case _:
                problems.append("SHOP_DEBUG: use true or false")

        if problems or timeout_s is None:
            raise SettingsError.about(problems)
        return cls(env, Hidden(raw["SHOP_DATABASE_URL"]), Hidden(raw["SHOP_API_KEY"]), timeout_s, max_batch, debug)


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    match environ:
        case None:
            return Settings.from_environ(os.environ, env_file)
        case _:
            return Settings.from_environ(environ, env_file)


def with_key_file(environ: Mapping[str, str]) -> tuple[Mapping[str, str], list[str]]:
    """Put the key from its file where the key from the environment would stand."""
    match environ.get("SHOP_API_KEY"), environ.get("SHOP_API_KEY_FILE"):
        case _, (None | ""):
            return environ, []
        case ((None | ""), str(path)):
            try:
                key = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, ValueError):
                return environ, ["SHOP_API_KEY_FILE: not a readable text file"]
            if not key.strip() or not key.isprintable():
                return environ, ["SHOP_API_KEY_FILE: the file does not hold a key"]
            return {**environ, "SHOP_API_KEY": key}, []
    return environ, ["SHOP_API_KEY, SHOP_API_KEY_FILE: set one of them, not both"]


def good_url(text: str) -> bool:
    try:
        match urlsplit(text):
            case SplitResult(scheme="") | SplitResult(hostname=None):
                return False
            case SplitResult(port=_):
                return True
    except ValueError:
        pass
    return False


def to_seconds(text: str) -> float | None:
    try:
        match float(text):
            case number if 0 < number < float("inf"):
                return number
    except ValueError:
        pass
    return None


def read_env_file(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    except OSError:
        raise SettingsError(f"{path.name} cannot be read") from None
    for number, data in enumerate(lines, 1):
        try:
            line = data.decode()
        except UnicodeDecodeError:
            line = None
        if line is None:
            raise SettingsError(f"{path.name}: line {number} is not UTF-8")
        match line.partition("="):
            case _, "", _:
                continue
            case name, _, _ if name.startswith("#"):
                continue
            case name, _, value:
                match name.split():
                    case ["export", name] | [name]:
                        yield name, unquote(value.strip())


def unquote(text: str) -> str:
    match [*text]:
        case ['"', *inner, '"'] | ["'", *inner, "'"]:
            return "".join(inner)
    return text
