"""A text that is not shown."""

from typing import Final


class SecretText:
    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: Final = text

    def __str__(self) -> str:
        return "**********" if self._text else ""

    def __repr__(self) -> str:
        return f"SecretText({str(self)!r})"

    def get_secret_value(self) -> str:
        return self._text
