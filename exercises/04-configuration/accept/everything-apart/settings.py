"""Where the settings come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, ClassVar

from shop import parse
from shop.secret import Secret


class SettingsError(Exception):
    pass


@dataclass(frozen=True)
class Settings:
    env: str
    database_url: Secret
    api_key: Secret
    timeout_s: float
    max_batch: int
    debug: bool

    PARSERS: ClassVar[dict[str, tuple[Callable[[str], Any], str | None]]] = {
        "env": (parse.environment, "dev"),
        "database_url": (lambda text: Secret(parse.url(text)), None),
        "api_key": (Secret, None),
        "timeout_s": (parse.seconds, "5"),
        "max_batch": (parse.batch, "50"),
        "debug": (parse.switch, "no"),
    }

    @classmethod
    def from_mapping(cls, values: Mapping[str, str]) -> Settings:
        found: dict[str, Any] = {}
        problems: list[str] = []
        for field in fields(cls):
            name = "SHOP_" + field.name.upper()
            parser, default = cls.PARSERS[field.name]
            text = values.get(name) or default
            try:
                if text is None:
                    raise ValueError("is missing")
                found[field.name] = parser(text)
            except ValueError as error:
                problems.append(f"{name} {error}")
        if found.get("env") == "prod" and found.get("debug"):
            problems.append("SHOP_DEBUG must be off in prod")
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(**found)


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    env_values = dict(os.environ if environ is None else environ)
    values: dict[str, str] = {}
    if env_file and env_values.get("SHOP_ENV") != "prod":
        values = read(env_file)
        values.pop("SHOP_ENV", None)
    values.update(env_values)
    return Settings.from_mapping(values)


def read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except FileNotFoundError:
        return {}
    values = {}
    for line in map(str.strip, lines):
        name, found, value = line.partition("=")
        if found and not name.startswith("#"):
            values[name.removeprefix("export").strip()] = unquote(value.strip())
    return values


def unquote(text: str) -> str:
    for quote in ('"', "'"):
        if len(text) >= 2 and text.startswith(quote) and text.endswith(quote):
            return text[1:-1]
    return text
