"""The one door to the configuration."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

NAMES = (
    "SHOP_ENV",
    "SHOP_DATABASE_URL",
    "SHOP_API_KEY",
    "SHOP_TIMEOUT_S",
    "SHOP_MAX_BATCH",
    "SHOP_DEBUG",
)
DEFAULTS = {
    "SHOP_ENV": "dev",
    "SHOP_TIMEOUT_S": "5",
    "SHOP_MAX_BATCH": "50",
    "SHOP_DEBUG": "false",
}
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


class SettingsError(Exception):
    """Names every variable that is wrong."""


class Secret:
    """A text that does not show itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(****)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


@dataclass(frozen=True)
class Settings:
    env: str
    database_url: Secret
    api_key: Secret
    timeout_s: float
    max_batch: int
    debug: bool

    def database_host(self) -> str:
        return urlsplit(self.database_url.reveal()).hostname or ""

    def database_user(self) -> str:
        return urlsplit(self.database_url.reveal()).username or ""


def unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def read_env_file(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    values = {}
    for line in text.split("\n"):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, found, value = line.partition("=")
        if not found:
            continue
        name = re.sub(r"^export\s+", "", name).strip()
        values[name] = unquote(value.strip())
    return values


def known(values: Mapping[str, str]) -> dict[str, str]:
    """The variables of this program that are set and not empty."""
    return {name: values[name] for name in NAMES if values.get(name)}


def split_url(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme and parts.hostname else None


def parse_timeout(text: str) -> float | None:
    if not text.isascii() or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None


def parse_batch(text: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return None
    number = int(text)
    return number if 1 <= number <= 500 else None


def parse_debug(text: str) -> bool | None:
    word = text.lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    return None


def load_settings(
    environ: Mapping[str, str] | None = None,
    env_file: Path | None = None,
) -> Settings:
    if environ is None:
        environ = os.environ
    given = known(environ)
    env = given.get("SHOP_ENV", DEFAULTS["SHOP_ENV"])
    from_file: dict[str, str] = {}
    if env_file is not None and env != "prod":
        from_file = known(read_env_file(env_file))
        from_file.pop("SHOP_ENV", None)
    values = {**DEFAULTS, **from_file, **given}

    problems: list[str] = []
    if env not in ("dev", "prod"):
        problems.append("SHOP_ENV must be dev or prod")
    url = values.get("SHOP_DATABASE_URL", "")
    if not url:
        problems.append("SHOP_DATABASE_URL is missing")
    elif split_url(url) is None:
        problems.append("SHOP_DATABASE_URL must be scheme://user:password@host:port/name")
    key = values.get("SHOP_API_KEY", "")
    if not key:
        problems.append("SHOP_API_KEY is missing")
    timeout_s = parse_timeout(values["SHOP_TIMEOUT_S"])
    if timeout_s is None:
        problems.append("SHOP_TIMEOUT_S must be a number of seconds above 0")
    max_batch = parse_batch(values["SHOP_MAX_BATCH"])
    if max_batch is None:
        problems.append("SHOP_MAX_BATCH must be a whole number from 1 to 500")
    debug = parse_debug(values["SHOP_DEBUG"])
    if debug is None:
        problems.append("SHOP_DEBUG must be true or false")
    elif debug and env == "prod":
        problems.append("SHOP_DEBUG must be off in production")
    if problems or timeout_s is None or max_batch is None or debug is None:
        raise SettingsError("; ".join(problems))
    return Settings(
        env=env,
        database_url=Secret(url),
        api_key=Secret(key),
        timeout_s=timeout_s,
        max_batch=max_batch,
        debug=debug,
    )
