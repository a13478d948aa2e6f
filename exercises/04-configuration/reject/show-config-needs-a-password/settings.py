"""The settings of the daily report. Only this file reads the environment."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


class SettingsError(Exception):
    """The configuration is wrong. The text names every variable to mend, and never a value."""


class Secret:
    """A text that does not show itself: print, f-strings and repr see stars."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(****)"


@dataclass(frozen=True)
class Settings:
    env: str
    database_url: Secret
    api_key: Secret
    timeout_s: float
    max_batch: int
    debug: bool

    def describe(self) -> str:
        """One line for each setting, fit to be read by anybody."""
        return "\n".join(
            [
                f"env          = {self.env}",
                f"database_url = {hide_password(self.database_url.reveal())}",
                f"api_key      = {self.api_key}",
                f"timeout_s    = {self.timeout_s}",
                f"max_batch    = {self.max_batch}",
                f"debug        = {self.debug}",
            ]
        )


def hide_password(url: str) -> str:
    """Keep what helps to find a mistake (user, host, port, name); drop the password."""
    parts = urlsplit(url)
    login, server = parts.netloc.split("@")
    user, _ = login.split(":")
    return f"{parts.scheme}://{user}:****@{server}{parts.path}"


class Reader:
    """Reads one variable after the other and collects what is wrong, instead of stopping."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name, "")
        if value:
            return value
        if default is None:
            self.problems.append(f"{name} is missing")
            return ""
        return default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.problems.append(f"{name} must be one of: {', '.join(allowed)}")
        return value

    def number(self, name: str, default: str) -> float:
        try:
            value = float(self.text(name, default))
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0):
            self.problems.append(f"{name} must be a number above 0")
        return value

    def whole_number(self, name: str, default: str, lowest: int, highest: int) -> int:
        try:
            value = int(self.text(name, default))
        except ValueError:
            value = lowest - 1
        if not lowest <= value <= highest:
            self.problems.append(f"{name} must be a whole number from {lowest} to {highest}")
        return value

    def switch(self, name: str, default: str) -> bool:
        word = self.text(name, default).lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            self.problems.append(f"{name} must be true or false")
        return word in TRUE_WORDS

    def url(self, name: str) -> str:
        value = self.text(name)
        if value and not is_url(value):
            self.problems.append(f"{name} must look like scheme://user:password@host/name")
        return value


def is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and parts.hostname)


def read_env_file(path: Path) -> dict[str, str]:
    """The variables of a `.env` file; a file that is not there has none."""
    if not path.exists():
        return {}
    values = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if not equals or name.startswith("#"):
            continue
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name.strip()] = value
    return values


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read and check everything, once. The environment wins over the file, the file over the defaults.

    Raises SettingsError with all that is wrong in one text.
    """
    environment = os.environ if environ is None else environ
    env = Reader(environment).text("SHOP_ENV", "dev")
    values = dict(environment)
    if env_file is not None and env != "prod":
        values = {**read_env_file(env_file), **values, "SHOP_ENV": env}

    reader = Reader(values)
    settings = Settings(
        env=reader.choice("SHOP_ENV", ("dev", "prod"), "dev"),
        database_url=Secret(reader.url("SHOP_DATABASE_URL")),
        api_key=Secret(reader.text("SHOP_API_KEY")),
        timeout_s=reader.number("SHOP_TIMEOUT_S", "5"),
        max_batch=reader.whole_number("SHOP_MAX_BATCH", "50", 1, 500),
        debug=reader.switch("SHOP_DEBUG", "false"),
    )
    if settings.env == "prod" and settings.debug:
        reader.problems.append("SHOP_DEBUG must be off when SHOP_ENV is prod")
    if reader.problems:
        raise SettingsError("\n".join(["The configuration is wrong:", *reader.problems]))
    return settings
