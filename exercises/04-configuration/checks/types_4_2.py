"""Another programmer's use of settings.py: type-checked beside the learner's files, never run."""

from collections.abc import Mapping
from pathlib import Path
from typing import assert_type

from settings import Settings, SettingsError, load_settings


def use(environ: Mapping[str, str], env_file: Path) -> None:
    settings = load_settings(environ=environ, env_file=env_file)
    assert_type(settings, Settings)  # means: load_settings must be annotated to return Settings.
    assert_type(settings.timeout_s, float)  # means: Settings.timeout_s must be a float for whoever uses it.
    assert_type(settings.max_batch, int)  # means: Settings.max_batch must be an int for whoever uses it.
    assert_type(settings.debug, bool)  # means: Settings.debug must be a bool for whoever uses it.
    settings.time_out  # noqa: B018  # E: attr-defined  # means: mypy must notice a misspelt setting (time_out).
    settings.env, settings.database_url, settings.api_key  # noqa: B018  # means: Settings needs env, database_url and api_key, too.


def without_a_file(environ: Mapping[str, str]) -> Settings:
    return load_settings(environ=environ)  # means: env_file must have None as its default.


def from_the_real_environment(env_file: Path | None) -> Settings:
    return load_settings(env_file=env_file)  # means: environ must have None as its default, and env_file accept None.


def explicit_nothing() -> Settings:
    return load_settings(environ=None, env_file=None)  # means: Both parameters of load_settings must accept None.


def a_plain_dict() -> Settings:
    return load_settings(environ={"SHOP_DEBUG": "no"})  # means: environ must accept any mapping of str to str.


def wrong() -> None:
    load_settings(environ=5)  # E: arg-type  # means: environ must be a Mapping[str, str] or None; 5 is neither.


caught: type[Exception] = SettingsError  # means: SettingsError must be an Exception class of yours.
