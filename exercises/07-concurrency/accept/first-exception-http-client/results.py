from typing import NamedTuple


class AuthError(RuntimeError):
    pass


class Result(NamedTuple):
    url: str
    value: dict | None = None
    error: str | None = None
