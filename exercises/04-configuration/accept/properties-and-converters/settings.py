"""Settings: plain class, read-only properties, a table of converters."""

import configparser
import math
import os
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class SettingsError(Exception):
    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {what}" for name, what in problems.items()))
        self.problems = problems


class Settings:
    __slots__ = ("_api_key", "_database_url", "_debug", "_env", "_max_batch", "_timeout_s")

    def __init__(
        self, env: str, database_url: str, api_key: str, timeout_s: float, max_batch: int, debug: bool
    ) -> None:
        self._env = env
        self._database_url = database_url
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._max_batch = max_batch
        self._debug = debug

    @property
    def env(self) -> str:
        return self._env

    @property
    def database_url(self) -> str:
        return self._database_url

    @property
    def database_host(self) -> str:
        return urllib.parse.urlsplit(self._database_url).hostname or ""

    @property
    def database_user(self) -> str:
        return urllib.parse.urlsplit(self._database_url).username or ""

    @property
    def api_key(self) -> str:
        return self._api_key

    @property
    def timeout_s(self) -> float:
        return self._timeout_s

    @property
    def max_batch(self) -> int:
        return self._max_batch

    @property
    def debug(self) -> bool:
        return self._debug

    def __repr__(self) -> str:
        return (
            f"Settings(env={self._env!r}, database_url=<{self.database_user!r} on {self.database_host!r}>, "
            f"api_key=<set>, timeout_s={self._timeout_s}, max_batch={self._max_batch}, debug={self._debug})"
        )

    def __format__(self, spec: str) -> str:
        """f"{settings:long}" has a line for each setting, f"{settings}" is short."""
        if spec == "":
            return repr(self)
        if spec != "long":
            raise ValueError("the format of settings is 'long' or nothing")
        return "\n".join(
            (
                f"SHOP_ENV          {self._env}",
                f"SHOP_DATABASE_URL user {self.database_user or '(none)'}, host {self.database_host}, rest hidden",
                "SHOP_API_KEY      hidden",
                f"SHOP_TIMEOUT_S    {self._timeout_s}",
                f"SHOP_MAX_BATCH    {self._max_batch}",
                f"SHOP_DEBUG        {str(self._debug).lower()}",
            )
        )


def _env(text: str) -> str:
    if text in {"dev", "prod"}:
        return text
    raise ValueError("must be dev or prod")


def _url(text: str) -> str:
    try:
        parts = urllib.parse.urlsplit(text)
        valid = parts.scheme and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if valid:
        return text
    raise ValueError("must be scheme://user:password@host:port/name with at least scheme and host")


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ValueError("must be a number") from None
    if math.isnan(number) or math.isinf(number) or number <= 0:
        raise ValueError("must be above 0 and finite")
    return number


def _batch(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise ValueError("must be a whole number") from None
    if number < 1 or number > 500:
        raise ValueError("must be from 1 to 500")
    return number


def _switch(text: str) -> bool:
    # configparser knows these very words
    words = configparser.ConfigParser.BOOLEAN_STATES
    if text.lower() not in words:
        raise ValueError("must be " + "/".join(words))
    return words[text.lower()]


CONVERTERS: dict[str, Callable[[str], Any]] = {
    "SHOP_ENV": _env,
    "SHOP_DATABASE_URL": _url,
    "SHOP_API_KEY": str,
    "SHOP_TIMEOUT_S": _seconds,
    "SHOP_MAX_BATCH": _batch,
    "SHOP_DEBUG": _switch,
}
DEFAULTS = {"SHOP_ENV": "dev", "SHOP_TIMEOUT_S": "5", "SHOP_MAX_BATCH": "50", "SHOP_DEBUG": "false"}


def _read_file(path: Path) -> dict[str, str]:
    """Almost an INI file: give it a section and switch the extras off."""
    problem = ""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        pass
    except OSError:
        problem = "cannot be opened"
    except UnicodeDecodeError:
        problem = "is not UTF-8"
    if problem:
        raise SettingsError({path.name: problem})
    # Indented lines would continue the line before, and [x] would start a section.
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if "=" in line and line[0] not in "#=["]
    parser = configparser.RawConfigParser(
        delimiters=("=",), comment_prefixes=("#",), inline_comment_prefixes=None, strict=False
    )
    setattr(parser, "optionxform", _option_name)
    parser.read_string("\n".join(["[file]", *lines]))
    return {name: _unquote(value) for name, value in parser.items("file")}


def _option_name(name: str) -> str:
    words = name.split(None, 1)
    return words[1] if len(words) == 2 and words[0] == "export" else name


def _unquote(value: str) -> str:
    for quote in ('"', "'"):
        if len(value) >= 2 and value.startswith(quote) and value.endswith(quote):
            return value[1:-1]
    return value


def _not_empty(source: Mapping[str, str]) -> dict[str, str]:
    return {name: source[name] for name in CONVERTERS if source.get(name)}


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    outside = _not_empty(os.environ if environ is None else environ)
    prod = outside.get("SHOP_ENV") == "prod"
    inside: dict[str, str] = {}
    if env_file is not None and not prod:
        inside = _not_empty(_read_file(env_file))
        inside.pop("SHOP_ENV", None)
    texts = {**DEFAULTS, **inside, **outside}

    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, convert in CONVERTERS.items():
        if name not in texts:
            problems[name] = "is missing"
            continue
        try:
            values[name.removeprefix("SHOP_").lower()] = convert(texts[name])
        except ValueError as error:
            problems[name] = str(error)
    if prod and values.get("debug"):
        problems["SHOP_DEBUG"] = "must not be on in prod"
    if problems:
        raise SettingsError(problems)
    return Settings(**values)
