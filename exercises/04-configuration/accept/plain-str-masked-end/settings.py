from __future__ import annotations

import math
import os
import os.path
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

NAMES = ["SHOP_DATABASE_URL", "SHOP_API_KEY", "SHOP_TIMEOUT_S", "SHOP_MAX_BATCH", "SHOP_DEBUG"]
SECRET_MASK = "****"  # noqa: S105


class SettingsError(Exception):
    """Wrong configuration."""


@dataclass
class Settings:
    env: str = "dev"
    database_url: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    timeout_s: float = 5
    max_batch: int = 50
    debug: bool = False

    def masked(self) -> dict[str, object]:
        url = urlsplit(self.database_url)
        shown = url._replace(netloc=f"{url.username or ''}:{SECRET_MASK}@{url.hostname}", query="", fragment="")
        return {
            "env": self.env,
            "database_url": shown.geturl(),
            "api_key": SECRET_MASK + self.api_key[-4:],
            "timeout_s": self.timeout_s,
            "max_batch": self.max_batch,
            "debug": self.debug,
        }


def read_file(path: str | Path) -> dict[str, str]:
    values = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for raw in file:
                line = raw.strip()
                if line.startswith("export "):
                    line = line[7:]
                if not line.startswith("#") and "=" in line:
                    key, value = line.split("=", 1)
                    key, value = key.strip(), value.strip()
                    for quote in "'\"":
                        if value.startswith(quote) and value.endswith(quote) and len(value) > 1:
                            value = value[1:-1]
                            break
                    values[key] = value
    return values


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    source = dict(os.environ if environ is None else environ)
    settings = Settings(env=source.get("SHOP_ENV") or "dev")
    if env_file is not None and settings.env != "prod":
        for name, value in read_file(env_file).items():
            if name in NAMES and not source.get(name):
                source[name] = value
    errors = []
    if settings.env not in {"dev", "prod"}:
        errors.append("SHOP_ENV: dev or prod")

    settings.database_url = source.get("SHOP_DATABASE_URL", "")
    if "://" not in settings.database_url or not urlsplit(settings.database_url).hostname:
        errors.append("SHOP_DATABASE_URL: missing, or not a URL")

    settings.api_key = source.get("SHOP_API_KEY", "")
    if not settings.api_key:
        errors.append("SHOP_API_KEY: missing")

    if text := source.get("SHOP_TIMEOUT_S"):
        try:
            settings.timeout_s = float(text)
            if math.isnan(settings.timeout_s) or math.isinf(settings.timeout_s) or settings.timeout_s <= 0:
                errors.append("SHOP_TIMEOUT_S: above 0")
        except ValueError as error:
            errors.append(f"SHOP_TIMEOUT_S: {error}")

    if text := source.get("SHOP_MAX_BATCH"):
        try:
            settings.max_batch = int(text)
            if settings.max_batch < 1 or settings.max_batch > 500:
                errors.append("SHOP_MAX_BATCH: 1 to 500")
        except ValueError as error:
            errors.append(f"SHOP_MAX_BATCH: {error}")

    if text := source.get("SHOP_DEBUG"):
        if text.lower() in {"1", "true", "yes", "on"}:
            settings.debug = True
        elif text.lower() not in {"0", "false", "no", "off"}:
            errors.append(f"SHOP_DEBUG: {text!r} is neither true nor false")
    if settings.debug and settings.env == "prod":
        errors.append("SHOP_DEBUG: off in prod, please")
    if errors:
        raise SettingsError(errors)
    return settings
