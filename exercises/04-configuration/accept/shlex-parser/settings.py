"""Settings as a plain class; the file is read with shlex."""

import os
import shlex
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

TRUE = ("1", "TRUE", "YES", "ON")
FALSE = ("0", "FALSE", "NO", "OFF")


class SettingsError(Exception):
    pass


class Settings:
    def __init__(
        self, env: str, database_url: str, api_key: str, timeout_s: float, max_batch: int, debug: bool
    ) -> None:
        self.env = env
        self.database_url = database_url
        self.api_key = api_key
        self.timeout_s = timeout_s
        self.max_batch = max_batch
        self.debug = debug

    def __repr__(self) -> str:
        return f"<Settings for {self.env}>"


def _from_file(path: Path) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        left, equals, right = line.partition("=")
        words = shlex.split(left, comments=True)
        if not equals or not words:
            continue
        values[words[-1]] = " ".join(shlex.split(right, comments=True))
    return values


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    real = os.environ if environ is None else environ
    production = real.get("SHOP_ENV") == "prod"
    file = {} if production or env_file is None or not env_file.exists() else _from_file(env_file)
    faults = {}

    def value_of(name: str, default: str = "") -> str:
        for source in (real, file):
            if source.get(name, "") != "":
                return source[name]
        if not default:
            faults[name] = "is required"
        return default

    env = real.get("SHOP_ENV", "") or "dev"
    if env not in ("dev", "prod"):
        faults["SHOP_ENV"] = "must be dev or prod"

    url = value_of("SHOP_DATABASE_URL")
    if url and not (urlsplit(url).scheme and urlsplit(url).hostname):
        faults["SHOP_DATABASE_URL"] = "must be a URL"
    key = value_of("SHOP_API_KEY")

    try:
        timeout = Decimal(value_of("SHOP_TIMEOUT_S", "5"))
    except InvalidOperation:
        timeout = Decimal(0)
    if not timeout.is_finite() or timeout <= 0:
        faults["SHOP_TIMEOUT_S"] = "must be above 0"

    batch = value_of("SHOP_MAX_BATCH", "50")
    if not batch.isdecimal() or not 1 <= int(batch) <= 500:
        faults["SHOP_MAX_BATCH"] = "must be 1 to 500"

    debug = value_of("SHOP_DEBUG", "off").upper()
    if debug not in TRUE + FALSE:
        faults["SHOP_DEBUG"] = "must be a yes or a no"
    elif production and debug in TRUE:
        faults["SHOP_DEBUG"] = "must be off in prod"

    if faults:
        raise SettingsError("\n".join(f"{name}: {fault}" for name, fault in sorted(faults.items())))
    return Settings(env, url, key, float(timeout), int(batch), debug in TRUE)
