"""Settings from SHOP_... variables; regular expressions say what they look like."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

ENV_LINE: Final = re.compile(
    r"""
    ^[ \t]*
    (?:export[ \t]+)?
    (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    [ \t]*=[ \t]*
    (?: "(?P<double>.*)" | '(?P<single>.*)' | (?P<bare>.*?) )
    [ \t]*\r?$
    """,
    re.VERBOSE | re.MULTILINE,
)
URL: Final = re.compile(
    r"""
    (?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://
    (?: (?P<user>[^:@/?\#]*) (?: :(?P<password>[^/?\#]*) )? @ )?
    (?: \[(?P<ipv6>[0-9A-Fa-f:.]+)\] | (?P<name>[^\s:/?\#@\[\]]+) )
    (?: :(?P<port>[0-9]{0,5}) )?
    (?: [/?\#].* )?
    """,
    re.VERBOSE | re.DOTALL,
)
NUMBER: Final = re.compile(r"\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
BATCH: Final = re.compile(r"0*([1-9][0-9]?|[1-4][0-9][0-9]|500)")
TRUE: Final = re.compile(r"1|true|yes|on", re.IGNORECASE | re.ASCII)
FALSE: Final = re.compile(r"0|false|no|off", re.IGNORECASE | re.ASCII)

DEFAULTS: Final = {
    "SHOP_ENV": "dev",
    "SHOP_TIMEOUT_S": "5",
    "SHOP_MAX_BATCH": "50",
    "SHOP_DEBUG": "false",
}


class SettingsError(ValueError):
    """The configuration is wrong."""


class DatabaseUrl(NamedTuple):
    text: str
    scheme: str
    user: str
    host: str

    def __repr__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        return f"<{self.scheme}://{user}{self.host}>"

    @classmethod
    def parse(cls, text: str) -> "DatabaseUrl | None":
        found = URL.fullmatch(text)
        if not found or int(found["port"] or 0) > 65535:
            return None
        return cls(text, found["scheme"], found["user"] or "", found["ipv6"] or found["name"])


class ApiKey(NamedTuple):
    text: str

    def __repr__(self) -> str:
        # The end tells two keys apart. Of a short key it would tell too much.
        return "..." + (self.text[-4:] if len(self.text) >= 20 and self.text.isprintable() else "")


class Settings(NamedTuple):
    env: str
    database_url: DatabaseUrl
    api_key: ApiKey
    timeout_s: float
    max_batch: int
    debug: bool


def parse_env_text(text: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for found in ENV_LINE.finditer(text):
        value = next(v for v in found.group("double", "single", "bare") if v is not None)
        values[found["name"]] = value
    return values


def find_problems(raw: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong; never say what the value was."""
    if raw["SHOP_ENV"] not in ("dev", "prod"):
        yield "SHOP_ENV is neither dev nor prod"
    if "SHOP_DATABASE_URL" not in raw:
        yield "SHOP_DATABASE_URL is not set"
    elif not DatabaseUrl.parse(raw["SHOP_DATABASE_URL"]):
        yield "SHOP_DATABASE_URL is not like scheme://user:password@host:port/name"
    if "SHOP_API_KEY" not in raw:
        yield "SHOP_API_KEY is not set"
    seconds = raw["SHOP_TIMEOUT_S"]
    if not NUMBER.fullmatch(seconds) or not 0 < float(seconds) < float("inf"):
        yield "SHOP_TIMEOUT_S is not a number above 0"
    if not BATCH.fullmatch(raw["SHOP_MAX_BATCH"]):
        yield "SHOP_MAX_BATCH is not a whole number from 1 to 500"
    if TRUE.fullmatch(raw["SHOP_DEBUG"]):
        if raw["SHOP_ENV"] == "prod":
            yield "SHOP_DEBUG is on, which is forbidden in production"
    elif not FALSE.fullmatch(raw["SHOP_DEBUG"]):
        yield "SHOP_DEBUG is neither true nor false"


def load_settings(
    environ: Mapping[str, str] | None = None,
    env_file: Path | None = None,
) -> Settings:
    if environ is None:
        environ = os.environ
    names = (*DEFAULTS, "SHOP_DATABASE_URL", "SHOP_API_KEY")
    given = {name: environ[name] for name in names if environ.get(name)}
    from_file: dict[str, str] = {}
    if env_file is not None and given.get("SHOP_ENV") != "prod" and os.path.isfile(env_file):
        with open(env_file, encoding="utf-8-sig", errors="replace", newline="") as file:
            text = file.read()
        if "\ufffd" in text:
            raise SettingsError(f"{os.path.basename(env_file)} is not in UTF-8")
        from_file = {n: v for n, v in parse_env_text(text).items() if v and n != "SHOP_ENV"}
    raw = DEFAULTS | from_file | given
    problems = list(find_problems(raw))
    if problems:
        raise SettingsError("\n".join(problems))
    url = DatabaseUrl.parse(raw["SHOP_DATABASE_URL"])
    assert url is not None
    return Settings(
        env=raw["SHOP_ENV"],
        database_url=url,
        api_key=ApiKey(raw["SHOP_API_KEY"]),
        timeout_s=float(raw["SHOP_TIMEOUT_S"]),
        max_batch=int(raw["SHOP_MAX_BATCH"]),
        debug=TRUE.fullmatch(raw["SHOP_DEBUG"]) is not None,
    )
