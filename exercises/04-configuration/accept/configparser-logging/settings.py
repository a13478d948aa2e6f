"""Settings; configparser reads the file."""

from __future__ import annotations

import configparser
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

REQUIRED = ("SHOP_DATABASE_URL", "SHOP_API_KEY")
DEFAULTS = {"SHOP_TIMEOUT_S": "5", "SHOP_MAX_BATCH": "50", "SHOP_DEBUG": "false"}


class SettingsError(Exception):
    pass


class Hidden:
    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<hidden>"


@dataclass(frozen=True)
class Settings:
    env: str
    database_url: Hidden
    api_key: Hidden
    timeout_s: float
    max_batch: int
    debug: bool


class _EnvParser(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr.removeprefix("export ").strip()


def file_values(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    parser = _EnvParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",), strict=False)
    parser.read_string("[env]\n" + path.read_text(encoding="utf-8"), source=path.name)
    values = {}
    for name, value in parser["env"].items():
        text = value or ""
        values[name] = text[1:-1] if text[:1] == text[-1:] and text[:1] in ("'", '"') and len(text) > 1 else text
    return values


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    env_values = {name: value for name, value in (os.environ if environ is None else environ).items() if value}
    env = env_values.get("SHOP_ENV", "dev")
    in_file = file_values(env_file) if env_file is not None and env != "prod" else {}
    values = DEFAULTS | {name: value for name, value in in_file.items() if value} | env_values

    problems = [f"{name} is missing" for name in REQUIRED if name not in values]
    if env not in ("dev", "prod"):
        problems.append("SHOP_ENV: dev or prod")
    url = values.get("SHOP_DATABASE_URL", "x://x")
    if not urlsplit(url).scheme or not urlsplit(url).hostname:
        problems.append("SHOP_DATABASE_URL: not a URL")

    debug = False
    try:
        timeout_s = float(values["SHOP_TIMEOUT_S"])
    except ValueError:
        timeout_s = math.nan
    if not 0 < timeout_s < math.inf:
        problems.append("SHOP_TIMEOUT_S: above 0")
    try:
        max_batch = int(values["SHOP_MAX_BATCH"])
    except ValueError:
        max_batch = 0
    if not 0 < max_batch <= 500:
        problems.append("SHOP_MAX_BATCH: 1 to 500")
    try:
        debug = configparser.ConfigParser.BOOLEAN_STATES[values["SHOP_DEBUG"].lower()]
    except KeyError:
        problems.append("SHOP_DEBUG: true or false")
    if debug and env == "prod":
        problems.append("SHOP_DEBUG: not in prod")
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(env, Hidden(url), Hidden(values["SHOP_API_KEY"]), timeout_s, max_batch, debug)
