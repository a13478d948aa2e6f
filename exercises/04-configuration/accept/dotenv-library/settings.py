"""Settings, with python-dotenv for the file."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlparse

from dotenv import dotenv_values

Env = Literal["dev", "prod"]


class SettingsError(RuntimeError):
    pass


@dataclass(frozen=True, kw_only=True)
class Settings:
    env: Env
    database_url: str = field(repr=False)
    api_key: str = field(repr=False)
    timeout_s: float
    max_batch: int
    debug: bool


def flag(text: str) -> bool | None:
    return {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }.get(text.lower())


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    if environ is None:
        environ = os.environ
    merged: dict[str, str | None] = dict(environ)
    env: Env = "prod" if environ.get("SHOP_ENV") == "prod" else "dev"
    if env == "dev" and env_file is not None:
        merged = {**dotenv_values(env_file, interpolate=False, encoding="utf-8"), **environ}
    problems = []
    if environ.get("SHOP_ENV", "") not in ("", "dev", "prod"):
        problems.append("SHOP_ENV is neither dev nor prod")
    api_key = merged.get("SHOP_API_KEY") or ""
    if not api_key:
        problems.append("SHOP_API_KEY is not set")
    database_url = merged.get("SHOP_DATABASE_URL") or ""
    parts = urlparse(database_url)
    if not (parts.scheme and parts.netloc):
        problems.append("SHOP_DATABASE_URL is not set, or it is not a URL")
    try:
        timeout_s = float(merged.get("SHOP_TIMEOUT_S") or 5)
        if not math.isfinite(timeout_s) or timeout_s <= 0:
            raise ValueError
    except ValueError:
        problems.append("SHOP_TIMEOUT_S is not a number of seconds")
    try:
        max_batch = int(merged.get("SHOP_MAX_BATCH") or 50)
        if max_batch not in range(1, 501):
            raise ValueError
    except ValueError:
        problems.append("SHOP_MAX_BATCH is not from 1 to 500")
    debug = flag(merged.get("SHOP_DEBUG") or "no")
    if debug is None:
        problems.append("SHOP_DEBUG is neither true nor false")
    elif debug and env == "prod":
        problems.append("SHOP_DEBUG is on in prod")
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(
        env=env,
        database_url=database_url,
        api_key=api_key,
        timeout_s=timeout_s,
        max_batch=max_batch,
        debug=bool(debug),
    )
