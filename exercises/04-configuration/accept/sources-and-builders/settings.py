"""
Settings of the daily report
============================

The only public names are Settings, SettingsError and load_settings.

How it works:

1.  A *source* answers the question "which text was given for this name?".
    There are three sources, asked in this order: environment, file, defaults.
2.  A *validator* turns a text into a value, or says what is wrong with it.
3.  The *builder* asks the sources, runs the validators, and either builds
    the Settings object or raises one SettingsError with all problems.
"""

from __future__ import annotations

import enum
import math
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Generic, NoReturn, TypeVar
from urllib.parse import urlsplit

V = TypeVar("V")


# --------------------------------------------------------------------------
# Errors
# --------------------------------------------------------------------------


class SettingsError(Exception):
    """Raised by load_settings. Has one problem for each wrong variable."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        count = len(self.problems)
        lines = [f"{count} problem{'' if count == 1 else 's'} in the configuration:"]
        lines.extend(f"  * {problem}" for problem in self.problems)
        return os.linesep.join(lines)


class InvalidText(Exception):
    """Raised by validators. Its text must never quote the value."""


# --------------------------------------------------------------------------
# Values
# --------------------------------------------------------------------------


class Environment(enum.Enum):
    DEVELOPMENT = "dev"
    PRODUCTION = "prod"


class DatabaseUrl:
    """A database URL that shows all but its password."""

    def __init__(self, text: str) -> None:
        self.__text = text
        parts = urlsplit(text)
        self.scheme: str = parts.scheme
        self.user: str = parts.username or ""
        self.host: str = parts.hostname or ""
        self.port: int | None = parts.port
        self.has_password: bool = bool(parts.password)

    def with_password(self) -> str:
        return self.__text

    def __str__(self) -> str:
        user = self.user
        if self.has_password:
            user += ":[password]"
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{'@' if user else ''}{self.host}{port}/..."

    def __repr__(self) -> str:
        return f"DatabaseUrl({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DatabaseUrl):
            return NotImplemented
        return self.__text == other.__text

    def __hash__(self) -> int:
        return hash(self.__text)


class ApiKey:
    """An API key that shows nothing of itself."""

    def __init__(self, text: str) -> None:
        self.__text = text

    def for_header(self) -> bytes:
        return self.__text.encode("utf-8", errors="surrogateescape")

    def problem_in_header(self) -> str | None:
        """A line end is any text, too, but HTTP cannot transport it."""
        if any(character in self.__text for character in "\r\n\0"):
            return "SHOP_API_KEY has a line end in it and cannot be sent"
        return None

    def __str__(self) -> str:
        return "[api key]"

    def __repr__(self) -> str:
        return "ApiKey([api key])"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ApiKey):
            return NotImplemented
        return self.__text == other.__text

    def __hash__(self) -> int:
        return hash(self.__text)


class Settings:
    """All settings, checked. Cannot be changed after it was made."""

    env: Environment
    database_url: DatabaseUrl
    api_key: ApiKey
    timeout_s: float
    max_batch: int
    debug: bool

    def __init__(
        self,
        *,
        env: Environment,
        database_url: DatabaseUrl,
        api_key: ApiKey,
        timeout_s: float,
        max_batch: int,
        debug: bool,
    ) -> None:
        self.__dict__.update(
            env=env,
            database_url=database_url,
            api_key=api_key,
            timeout_s=timeout_s,
            max_batch=max_batch,
            debug=debug,
        )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("settings cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("settings cannot be changed")

    def __repr__(self) -> str:
        pairs = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({pairs})"


# --------------------------------------------------------------------------
# Sources
# --------------------------------------------------------------------------


class Source(ABC):
    @abstractmethod
    def get(self, name: str) -> str | None:
        """The text for the name; None if there is none or if it is empty."""


class MappingSource(Source):
    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping

    def get(self, name: str) -> str | None:
        text = self._mapping.get(name)
        return text if text != "" else None


class FileSource(Source):
    """A file of NAME=value lines. The first line for a name counts."""

    NEVER_FROM_FILE = frozenset({"SHOP_ENV"})

    def __init__(self, path: Path) -> None:
        self._texts: dict[str, str] = {}
        for line in self._lines(path):
            self._read_line(line)

    @staticmethod
    def _lines(path: Path) -> list[str]:
        if not path.exists():
            return []
        content: str | None
        try:
            with path.open(encoding="utf-8-sig", newline="\n") as file:
                content = file.read()
        except (OSError, UnicodeDecodeError):
            content = None
        if content is None:
            raise SettingsError(f"The file {path.name} is not a text file in UTF-8 that I may read")
        return content.split("\n")

    def _read_line(self, line: str) -> None:
        line = line.strip()
        if line == "" or line[0] == "#":
            return
        position = line.find("=")
        if position == -1:
            return
        name = line[:position].rstrip()
        if name.startswith(("export ", "export\t")):
            name = name[len("export") :].lstrip()
        if name in self.NEVER_FROM_FILE:
            return
        self._texts.setdefault(name, self._without_quotes(line[position + 1 :].lstrip()))

    @staticmethod
    def _without_quotes(value: str) -> str:
        if len(value) < 2:
            return value
        if value[0] == '"' and value[-1] == '"':
            return value[1:-1]
        if value[0] == "'" and value[-1] == "'":
            return value[1:-1]
        return value

    def get(self, name: str) -> str | None:
        return self._texts.get(name) or None


# --------------------------------------------------------------------------
# Validators
# --------------------------------------------------------------------------


class Validator(ABC, Generic[V]):
    @abstractmethod
    def validate(self, text: str) -> V:
        """Return the value or raise InvalidText."""


class EnvironmentValidator(Validator[Environment]):
    def validate(self, text: str) -> Environment:
        for environment in Environment:
            if environment.value == text:
                return environment
        raise InvalidText("must be either dev or prod, in lower case")


class DatabaseUrlValidator(Validator[DatabaseUrl]):
    def validate(self, text: str) -> DatabaseUrl:
        try:
            url = DatabaseUrl(text)
        except ValueError:
            raise InvalidText("is not a well-formed URL") from None
        if url.scheme == "":
            raise InvalidText("has no scheme")
        if url.host == "":
            raise InvalidText("has no host")
        return url


class ApiKeyValidator(Validator[ApiKey]):
    def validate(self, text: str) -> ApiKey:
        return ApiKey(text)


class SecondsValidator(Validator[float]):
    def validate(self, text: str) -> float:
        try:
            seconds = float(text)
        except ValueError:
            raise InvalidText("is not a number") from None
        if math.isnan(seconds):
            raise InvalidText("is not a number")
        if math.isinf(seconds):
            raise InvalidText("is too long a time")
        if seconds <= 0.0:
            raise InvalidText("must be more than 0 seconds")
        return seconds


class WholeNumberValidator(Validator[int]):
    def __init__(self, smallest: int, largest: int) -> None:
        self._smallest = smallest
        self._largest = largest

    def validate(self, text: str) -> int:
        try:
            number = int(text, base=10)
        except ValueError:
            raise InvalidText("is not a whole number") from None
        if number < self._smallest:
            raise InvalidText(f"must not be below {self._smallest}")
        if number > self._largest:
            raise InvalidText(f"must not be above {self._largest}")
        return number


class BooleanValidator(Validator[bool]):
    TRUE_WORDS = ("1", "true", "yes", "on")
    FALSE_WORDS = ("0", "false", "no", "off")

    def validate(self, text: str) -> bool:
        word = text.lower()
        if word in self.TRUE_WORDS:
            return True
        if word in self.FALSE_WORDS:
            return False
        raise InvalidText("is neither a word for true nor a word for false")


# --------------------------------------------------------------------------
# Builder
# --------------------------------------------------------------------------


class SettingsBuilder:
    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._problems: dict[str, str] = {}

    def _read(self, name: str, validator: Validator[V]) -> V | None:
        for source in self._sources:
            text = source.get(name)
            if text is not None:
                break
        else:
            self._problems[name] = "is missing"
            return None
        try:
            return validator.validate(text)
        except InvalidText as problem:
            self._problems[name] = str(problem)
            return None

    def build(self) -> Settings:
        env = self._read("SHOP_ENV", EnvironmentValidator())
        database_url = self._read("SHOP_DATABASE_URL", DatabaseUrlValidator())
        api_key = self._read("SHOP_API_KEY", ApiKeyValidator())
        timeout_s = self._read("SHOP_TIMEOUT_S", SecondsValidator())
        max_batch = self._read("SHOP_MAX_BATCH", WholeNumberValidator(1, 500))
        debug = self._read("SHOP_DEBUG", BooleanValidator())
        if env is Environment.PRODUCTION and debug:
            self._problems["SHOP_DEBUG"] = "must not be switched on in production"
        if self._problems:
            raise SettingsError(*(f"{name} {problem}" for name, problem in self._problems.items()))
        assert env is not None and database_url is not None and api_key is not None
        assert timeout_s is not None and max_batch is not None and debug is not None
        return Settings(
            env=env,
            database_url=database_url,
            api_key=api_key,
            timeout_s=timeout_s,
            max_batch=max_batch,
            debug=debug,
        )


DEFAULTS: Mapping[str, str] = {
    "SHOP_ENV": Environment.DEVELOPMENT.value,
    "SHOP_TIMEOUT_S": "5",
    "SHOP_MAX_BATCH": "50",
    "SHOP_DEBUG": "false",
}


def load_settings(
    environ: Mapping[str, str] | None = None,
    env_file: Path | None = None,
) -> Settings:
    if environ is None:
        environ = os.environ
    environment = MappingSource(environ)
    sources: list[Source] = [environment]
    in_production = environment.get("SHOP_ENV") == Environment.PRODUCTION.value
    if env_file is not None and not in_production:
        sources.append(FileSource(env_file))
    sources.append(MappingSource(DEFAULTS))
    return SettingsBuilder(sources).build()
