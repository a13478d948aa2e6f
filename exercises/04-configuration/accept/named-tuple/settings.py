"""Settings as a named tuple; every check is written out."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit


class SettingsError(ValueError):
    pass


class Settings(NamedTuple):
    env: str
    database_url: str
    api_key: str
    timeout_s: float
    max_batch: int
    debug: bool

    def __repr__(self) -> str:
        url = urlsplit(self.database_url)
        return (
            f"Settings(env={self.env}, database={url.username}@{url.hostname}{url.path}, "
            f"timeout_s={self.timeout_s}, max_batch={self.max_batch}, debug={self.debug})"
        )


def parse(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        line = line.strip()
        if line == "" or line[0] == "#":
            continue
        if line.startswith("export "):
            line = line[len("export ") :]
        if "=" not in line:
            continue
        position = line.index("=")
        name = line[:position].strip()
        value = line[position + 1 :].strip()
        if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
            value = value[1:-1]
        found[name] = value
    return found


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    if environ is None:
        environ = os.environ
    env = environ.get("SHOP_ENV") or "dev"
    from_file: dict[str, str] = {}
    if env_file is not None and env_file.is_file() and env != "prod":
        from_file = parse(env_file.read_text(encoding="utf-8"))

    def get(name: str) -> str:
        return environ.get(name) or from_file.get(name) or ""

    wrong: list[str] = []
    if env not in ("dev", "prod"):
        wrong.append("SHOP_ENV")
    api_key = get("SHOP_API_KEY")
    if not api_key:
        wrong.append("SHOP_API_KEY")
    database_url = get("SHOP_DATABASE_URL")
    try:
        parts = urlsplit(database_url)
        if not parts.scheme or not parts.hostname:
            wrong.append("SHOP_DATABASE_URL")
    except ValueError:
        wrong.append("SHOP_DATABASE_URL")
    timeout_s = 5.0
    if get("SHOP_TIMEOUT_S"):
        try:
            timeout_s = float(get("SHOP_TIMEOUT_S"))
        except ValueError:
            timeout_s = -1.0
        if not 0 < timeout_s < float("inf"):
            wrong.append("SHOP_TIMEOUT_S")
    max_batch = 50
    if get("SHOP_MAX_BATCH"):
        try:
            max_batch = int(get("SHOP_MAX_BATCH"))
        except ValueError:
            max_batch = 0
        if max_batch not in range(1, 501):
            wrong.append("SHOP_MAX_BATCH")
    debug = False
    word = get("SHOP_DEBUG").lower()
    if word in ("1", "true", "yes", "on"):
        debug = True
    elif word not in ("", "0", "false", "no", "off"):
        wrong.append("SHOP_DEBUG")
    if debug and env == "prod":
        wrong.append("SHOP_DEBUG (not allowed in prod)")
    if wrong:
        raise SettingsError("Please correct: " + ", ".join(wrong))
    return Settings(env, database_url, api_key, timeout_s, max_batch, debug)
