"""What the daily report needs to know."""

from collections.abc import Mapping
from os import environ as process_environment
from os import path
from pathlib import Path
from re import fullmatch
from typing import Literal, cast

Name = Literal["dev", "prod"]


class SettingsError(Exception):
    pass


class Settings:
    """Made by load_settings alone."""

    env: Name
    database_url: str
    api_key: str
    timeout_s: float
    max_batch: int
    debug: bool

    def __format__(self, spec: str) -> str:
        return str(self)


def yes_or_no(word: str) -> bool:
    if fullmatch("(?i:1|true|yes|on)", word):
        return True
    if fullmatch("(?i:0|false|no|off)", word):
        return False
    raise ValueError


def seconds(word: str) -> float:
    if not fullmatch(r"\d+(\.\d*)?|\.\d+", word) or float(word) == 0:
        raise ValueError
    return float(word)


def size(word: str) -> int:
    if not fullmatch("[0-9]{1,3}", word) or not 0 < int(word) < 501:
        raise ValueError
    return int(word)


def url(word: str) -> str:
    if not fullmatch(r"[a-z][a-z0-9+.-]*://([^/@]*@)?[^/@:]+(:\d+)?(/.*)?", word):
        raise ValueError
    return word


def environment_name(word: str) -> Name:
    if word not in ("dev", "prod"):
        raise ValueError
    return cast(Name, word)


def from_file(name: Path | None) -> dict[str, str]:
    if name is None or not path.isfile(name):
        return {}
    pattern = r"\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*"
    with open(name, encoding="utf-8") as file:
        pairs = [match.groups() for line in file if (match := fullmatch(pattern, line))]
    return {name: value[1:-1] if fullmatch(r"'.*'|\".*\"", value) else value for name, value in pairs}


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    first = {k: v for k, v in (process_environment if environ is None else environ).items() if v != ""}
    second = from_file(env_file) if first.get("SHOP_ENV") != "prod" else {}
    settings, wrong = Settings(), []
    table = (
        ("env", environment_name, "dev"),
        ("database_url", url, ""),
        ("api_key", str, ""),
        ("timeout_s", seconds, "5"),
        ("max_batch", size, "50"),
        ("debug", yes_or_no, "no"),
    )
    for attribute, convert, default in table:
        name = f"SHOP_{attribute.upper()}"
        word = first.get(name) or (name != "SHOP_ENV" and second.get(name)) or default
        try:
            if word == "":
                raise ValueError
            setattr(settings, attribute, convert(word))
        except ValueError:
            wrong.append(name)
    if not wrong and settings.env == "prod" and settings.debug:
        wrong.append("SHOP_DEBUG")
    if wrong:
        raise SettingsError(f"These variables are missing or wrong: {' '.join(wrong)}")
    return settings
